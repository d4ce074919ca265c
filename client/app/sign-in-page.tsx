import { useNavigate, useParams, useSearchParams } from '@solidjs/router';
import { type JSX } from 'solid-js';
import { tenantSession } from './session.ts';
import { preloadWorkspace } from './require-session.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { TenantPage } from './tenant-page.tsx';

const notes: Record<string, string> = {
  'signed-out': 'You have signed out.',
  'new-password': 'Your new password is set. Sign in with it.',
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
  return (
    <TenantPage
      label="Sign in"
      title={(name) => (name ? `Sign in to ${name}` : 'Sign in')}
      lead="Your team’s work, live."
    >
      <SignInForm
        signIn={tenantSession(params.tenant).signIn}
        // The workspace loads while the password is being typed.
        onTyping={preloadWorkspace}
        onSignedIn={() => navigate(placeAfter(params.tenant, search['next']), { replace: true })}
        note={notes[String(search['reason'] ?? '')]}
        forgot={`/${params.tenant}/forgot-password`}
      />
    </TenantPage>
  );
};
