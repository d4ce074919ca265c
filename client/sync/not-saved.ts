import type { RefusalData } from '#shared/refusal.ts';

/** Why a change of mine never became one, where the server had no word in it. */

export const notSent: RefusalData = {
  code: 'UNAVAILABLE',
  message: 'There is no connection, so this was not saved. Try again when it is back.',
};

export const notConfirmed: RefusalData = {
  code: 'UNAVAILABLE',
  message: 'The connection was lost before this was confirmed. Look again when it is back: it may have been saved.',
};

export const sessionOver: RefusalData = {
  code: 'SESSION_ENDED',
  message: 'The session is over. This is kept on this device, and sent when you sign in again.',
};

export const stopped: RefusalData = {
  code: 'UNAVAILABLE',
  message: 'Stopped before it was sent.',
};
