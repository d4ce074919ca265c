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

/** The workspace was left in this page. */
export const left: RefusalData = {
  code: 'SESSION_ENDED',
  message: 'You left before this was saved. It is kept on this device, and sent when you are back.',
};

/** The person chose to lose it. */
export const signedOut: RefusalData = { code: 'SESSION_ENDED', message: 'You signed out before this was saved.' };

/** The rest of an act over many records is not kept. */
export const actOver: RefusalData = {
  code: 'SESSION_ENDED',
  message: 'The session is over, so this was not saved. Sign in again.',
};

/** Its number may be forgotten at the server by now. */
export const tooOld: RefusalData = {
  code: 'UNAVAILABLE',
  message: 'This waited for days without a connection, so it was not sent. Look whether it is still right.',
};

export const stopped: RefusalData = {
  code: 'UNAVAILABLE',
  message: 'Stopped before it was sent.',
};
