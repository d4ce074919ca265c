import { useNavigate, useParams, useSearchParams } from '@solidjs/router';
import { ErrorBoundary, Show, createResource, type JSX } from 'solid-js';
import { ErrorState } from '#client/components/error-state.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';
import { useLook } from '#client/lib/look.ts';
import { usePageTitle } from '#client/lib/page-title.ts';
import { refusalOf } from '#client/lib/rest.ts';
import { tenantFace, tenantSession } from './session.ts';
import { NotFound } from './not-found.tsx';
import { PageCard, PageLayout } from './page-layout.tsx';
import { preloadWorkspace } from './require-session.tsx';
import { SignInForm } from './sign-in-form.tsx';

const notes: Record<string, string> = {
  'signed-out': 'You have signed out.',
  expired: 'Your session ended. Sign in to go on where you were.',
  deactivated: 'Your access was taken away. Ask an admin of your franchise.',
};

/** Only a place inside this workspace: an address in a link must not lead people elsewhere after signing in. */
const placeAfter = (tenant: string, next: string | string[] | undefined): string =>
  typeof next === 'string' && next.startsWith(`/${tenant}/`) && !next.includes('//') && !next.includes('\\')
    ? next
    : `/${tenant}/`;

export const SignInPage = (): JSX.Element => {
  const params = useParams<{ tenant: string }>();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [face, { refetch }] = createResource(() => params.tenant, tenantFace);
  usePageTitle(() => ['Sign in']);
  useLook(() => (face.error ? null : (face() ?? null)));
  return (
    <ErrorBoundary
      fallback={(error, reset) => (
        <Show when={refusalOf(error).code !== 'NOT_FOUND'} fallback={<NotFound what="workspace" />}>
          <PageLayout>
            <ErrorState
              title="This page could not be loaded"
              onRetry={() => void Promise.resolve(refetch()).finally(reset)}
            >
              {refusalOf(error).message}
            </ErrorState>
          </PageLayout>
        </Show>
      )}
    >
      <PageLayout>
        <PageCard
          title={face() ? `Sign in to ${face()?.name}` : 'Sign in'}
          lead={
            <Show when={face()} fallback={<Skeleton class="w-56" />}>
              Your team’s work, live.
            </Show>
          }
        >
          <SignInForm
            signIn={tenantSession(params.tenant).signIn}
            // The workspace loads while the password is being typed.
            onTyping={preloadWorkspace}
            onSignedIn={() => navigate(placeAfter(params.tenant, search['next']), { replace: true })}
            note={notes[String(search['reason'] ?? '')]}
          />
        </PageCard>
      </PageLayout>
    </ErrorBoundary>
  );
};
