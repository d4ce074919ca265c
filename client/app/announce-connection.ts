import { createEffect, on, onCleanup } from 'solid-js';
import { announce } from '#client/components/announcements.ts';
import type { Live } from '#client/live/types.ts';

/** A hiccup shorter than this is no news, in milliseconds. */
const hiccupMs = 3_000;

/** Tells a screen reader when the connection is lost, and when it is back. Stops with its owner. */
export const announceConnection = (live: Pick<Live, 'state'>): void => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLost = false;
  const lose = (): void => {
    isLost = true;
    announce('Offline. Your changes are kept on this device and sent when you are back.');
  };
  createEffect(
    on(
      live.state,
      (state) => {
        clearTimeout(timer);
        if (state === 'live' || state === 'polling') {
          if (isLost) announce('Back online. What is shown is up to date again.');
          isLost = false;
        } else if (!isLost && state === 'offline') lose();
        else if (!isLost && state === 'reconnecting') timer = setTimeout(lose, hiccupMs);
      },
      { defer: true },
    ),
  );
  onCleanup(() => clearTimeout(timer));
};
