import { createEffect, createRoot, onCleanup } from 'solid-js';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { Live } from '#client/live/types.ts';
import { isConnected } from '#client/records/changes/undo-toasts.ts';

/** So long a connection may be gone before a form stops waiting for its answer, in milliseconds. */
const cutMs = 1_500;

/** The answer; null once there is no connection that could bring it: what was sent is kept on the device then. */
export const answerOrKept = <T>(live: Pick<Live, 'state'>, sent: Promise<T>): Promise<T | null> =>
  createRoot((dispose) => {
    const kept = Promise.withResolvers<null>();
    createEffect(() => {
      if (isConnected(live)) return;
      const timer = setTimeout(() => kept.resolve(null), cutMs);
      onCleanup(() => clearTimeout(timer));
    });
    return Promise.race([sent, kept.promise]).finally(dispose);
  });

/** Whether it has to be done again: what is kept as the session ends is sent when its person is back. */
export const isRefused = (answer: MutationAnswer | null): answer is Extract<MutationAnswer, { ok: false }> =>
  answer?.ok === false && answer.error.code !== 'SESSION_ENDED';
