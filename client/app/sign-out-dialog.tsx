import { type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { Dialog } from '#client/components/dialog.tsx';
import { count } from '#client/lib/format.ts';
import { unsaved } from '#client/records/changes/unsaved.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { SignOut } from './sign-out.ts';

/** Asks whether changes that are under way may be lost. They may arrive while it is open. */
export const SignOutDialog = (props: { of: SignOut }): JSX.Element => {
  const live = useLive();
  const lost = (): number => live.unsent() + unsaved().length;
  return (
    <Dialog
      open={props.of.asking()}
      onClose={props.of.cancel}
      title={lost() > 0 ? `${count(lost(), 'change is', 'changes are')} not saved yet` : 'All your changes are saved'}
      footer={
        <>
          <Button onClick={props.of.cancel}>Stay signed in</Button>
          <Button variant={lost() > 0 ? 'danger' : 'primary'} onClick={props.of.confirm}>
            Sign out
          </Button>
        </>
      }
    >
      <p class="text-row">
        {lost() > 0 ? 'What has not reached the server when you sign out is lost.' : 'You can sign out now.'}
      </p>
    </Dialog>
  );
};
