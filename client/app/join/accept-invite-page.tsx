import { useNavigate } from '@solidjs/router';
import type { JSX } from 'solid-js';
import { LinkPage } from './link-page.tsx';

/** Where an invitation leads: one chooses a password, and is in. */
export const AcceptInvitePage = (): JSX.Element => {
  const navigate = useNavigate();
  return (
    <LinkPage
      kind="invite"
      label="Join"
      title={(name) => (name ? `Join ${name}` : 'Join')}
      lead="Choose a password of your own. You sign in with it from now on."
      submitLabel="Join"
      busyLabel="Joining…"
      onChosen={(tenant) => navigate(`/${tenant}/`, { replace: true })}
    />
  );
};
