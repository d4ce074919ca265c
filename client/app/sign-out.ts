import { createSignal, type Accessor } from 'solid-js';
import { toast } from '#client/components/toasts.ts';
import { refusalOf } from '#client/lib/rest.ts';
import { unsaved } from '#client/records/changes/unsaved.ts';
import type { Live } from '#client/live/types.ts';

export type SignOut = {
  /** Reactive: changes would be lost, and the person has not said yet whether they may be. */
  readonly asking: Accessor<boolean>;
  /** Signs out, or asks first. */
  readonly begin: () => void;
  readonly confirm: () => void;
  readonly cancel: () => void;
};

/** Signing out with changes under way loses them: single ones, and what is left of an act over many records. */
export const createSignOut = (live: Pick<Live, 'signOut' | 'unsent'>): SignOut => {
  const [asking, setAsking] = createSignal(false);
  let busy = false;

  const signOut = async (): Promise<void> => {
    setAsking(false);
    if (busy) return;
    busy = true;
    try {
      await live.signOut();
    } catch (error) {
      // Only the server can end a session: on this page alone, the next one to open it would be let in.
      toast(`You could not be signed out. ${refusalOf(error).message}`, { failure: true });
    }
    busy = false;
  };

  return {
    asking,
    begin: () => {
      if (live.unsent() + unsaved().length > 0) setAsking(true);
      else void signOut();
    },
    confirm: () => void signOut(),
    cancel: () => void setAsking(false),
  };
};
