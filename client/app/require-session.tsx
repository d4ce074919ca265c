import { Navigate, useLocation, useParams, type RouteSectionProps } from '@solidjs/router';
import { ErrorBoundary, Match, Show, Suspense, Switch, createResource, type JSX } from 'solid-js';
import type { Profile } from '#shared/protocol.ts';
import { ErrorState } from '#client/components/error-state.tsx';
import { lateScreen } from '#client/components/late-screen.tsx';
import { refusalOf, tenantApi } from '#client/lib/rest.ts';
import { tenantSession } from './session.ts';
import { Crash } from './crash.tsx';
import { NotFound } from './not-found.tsx';
import { PageLayout } from './page-layout.tsx';
import { ShellSkeleton } from './shell-skeleton.tsx';

const Workspace = lateScreen(async () => (await import('./workspace.tsx')).Workspace);
const SetUpPage = lateScreen(async () => (await import('./account/set-up-page.tsx')).SetUpPage);
export const preloadWorkspace = Workspace.preload;

/** Everything inside a workspace is behind this: without a session there, the sign-in page comes first. */
export const RequireSession = (props: RouteSectionProps): JSX.Element => {
  const params = useParams<{ tenant: string }>();
  return (
    <Show when={params.tenant} keyed>
      {(tenant) => <TenantGate tenant={tenant}>{props.children}</TenantGate>}
    </Show>
  );
};

const TenantGate = (props: { tenant: string; children: JSX.Element }): JSX.Element => {
  const location = useLocation();
  const [me, { refetch }] = createResource(
    () => props.tenant,
    (tenant) => tenantSession(tenant).me(),
  );
  const signIn = (): string => {
    const here = location.pathname + location.search;
    const next = here === `/${props.tenant}/` || here === `/${props.tenant}` ? '' : `?next=${encodeURIComponent(here)}`;
    return `/${props.tenant}/login${next}`;
  };
  return (
    <Switch fallback={<ShellSkeleton />}>
      <Match when={me.error as unknown}>
        {(error) => (
          <Show when={refusalOf(error()).code !== 'NOT_FOUND'} fallback={<NotFound what="workspace" />}>
            <PageLayout>
              <ErrorState title="The workspace could not be opened" onRetry={() => void refetch()}>
                {refusalOf(error()).message}
              </ErrorState>
            </PageLayout>
          </Show>
        )}
      </Match>
      <Match when={me.state === 'ready' && me() === null}>
        <Navigate href={signIn()} />
      </Match>
      <Match when={me.state === 'ready' && me()?.setUp}>
        <Suspense fallback={<ShellSkeleton />}>
          <SetUpPage
            account={{
              api: tenantApi(props.tenant),
              me: () => me() as Profile,
              place: () => me()?.tenant.name ?? null,
            }}
            refresh={tenantSession(props.tenant).refresh}
            signOut={tenantSession(props.tenant).signOut}
            onDone={() => void refetch()}
          />
        </Suspense>
      </Match>
      <Match when={me.state === 'ready' && me()}>
        {(known) => (
          <ErrorBoundary
            fallback={(error, reset) => (
              <PageLayout>
                <Crash error={error} onRetry={reset} />
              </PageLayout>
            )}
          >
            <Suspense fallback={<ShellSkeleton />}>
              <Workspace tenant={props.tenant} me={known()}>
                {props.children}
              </Workspace>
            </Suspense>
          </ErrorBoundary>
        )}
      </Match>
    </Switch>
  );
};
