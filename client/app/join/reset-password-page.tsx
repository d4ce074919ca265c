import { useNavigate } from '@solidjs/router';
import type { JSX } from 'solid-js';
import { LinkPage } from './link-page.tsx';

/** Where the link of a forgotten password leads. */
export const ResetPasswordPage = (): JSX.Element => {
  const navigate = useNavigate();
  return (
    <LinkPage
      kind="reset"
      label="New password"
      title={() => 'Choose a new password'}
      lead="You are signed out everywhere else, and sign in with the new one."
      submitLabel="Set the new password"
      busyLabel="Setting it…"
      onChosen={(tenant) => navigate(`/${tenant}/login?reason=new-password`, { replace: true })}
    />
  );
};
