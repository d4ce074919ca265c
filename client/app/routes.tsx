import { Route, Router, type RouteSectionProps } from '@solidjs/router';
import { ErrorBoundary, Suspense, type JSX } from 'solid-js';
import { Announcer } from '#client/components/announcer.tsx';
import { lateScreen } from '#client/components/late-screen.tsx';
import { ToastRegion } from '#client/components/toast-region.tsx';
import { TooltipLayer } from '#client/components/tooltip.tsx';
import { Crash } from './crash.tsx';
import { RequireSession } from './require-session.tsx';
import { NotFound } from './not-found.tsx';
import { RootPage } from './root-page.tsx';
import { SignInPage } from './sign-in-page.tsx';

const PlatformPage = lateScreen(async () => (await import('./platform-page.tsx')).PlatformPage);
const OutboxPage = lateScreen(async () => (await import('./outbox/outbox-page.tsx')).OutboxPage);
const WorkspaceRoute = lateScreen(async () => (await import('./workspace-route.tsx')).WorkspaceRoute);

const AcceptInvitePage = lateScreen(async () => (await import('./join/accept-invite-page.tsx')).AcceptInvitePage);
const ForgotPasswordPage = lateScreen(async () => (await import('./join/forgot-password-page.tsx')).ForgotPasswordPage);
const ResetPasswordPage = lateScreen(async () => (await import('./join/reset-password-page.tsx')).ResetPasswordPage);

const Root = (props: RouteSectionProps): JSX.Element => (
  <>
    <ErrorBoundary fallback={(error, reset) => <Crash error={error} onRetry={reset} />}>
      <Suspense>{props.children}</Suspense>
    </ErrorBoundary>
    <ToastRegion />
    <TooltipLayer />
    <Announcer />
  </>
);

export const Routes = (): JSX.Element => (
  <Router root={Root} preload={false}>
    <Route path="/" component={RootPage} />
    <Route path="/platform/*" component={PlatformPage} />
    <Route path={['/outbox', '/outbox/:id']} component={OutboxPage} />
    <Route path="/:tenant/login" component={SignInPage} />
    <Route path="/:tenant/accept-invite" component={AcceptInvitePage} />
    <Route path="/:tenant/forgot-password" component={ForgotPasswordPage} />
    <Route path="/:tenant/reset-password" component={ResetPasswordPage} />
    <Route path="/:tenant" component={RequireSession}>
      <Route path={['/', '/:segment', '/:segment/:id']} component={WorkspaceRoute} />
    </Route>
    <Route path="*" component={NotFound} />
  </Router>
);
