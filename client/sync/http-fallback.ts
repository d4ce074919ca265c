import { createSignal, type Accessor } from 'solid-js';
import type { Welcome } from '#shared/protocol.ts';
import type { Polling, PollingPorts } from './polling.ts';

/** Polling over HTTP in a socket's place, begun where none comes through; the socket goes on being tried meanwhile. */
export type HttpFallback = {
  readonly polling: Accessor<Polling | null>;
  /** A socket is being opened: some networks refuse one, others never answer it. */
  opening(): void;
  /** A socket could not be opened; `explained` where a server said why. */
  refused(explained: boolean): void;
  /** A socket came through. */
  connected(): void;
  stop(): void;
};

type Ports = Omit<PollingPorts, 'onWelcome' | 'onSilence'> & {
  /** Whether there is nothing yet, and something may be had. */
  readonly needed: () => boolean;
  /** `accessChanged`: answers on their way say what I could see before. */
  readonly onWelcome: (welcome: Welcome, accessChanged: boolean) => Promise<void>;
  /** What was polled answers no more. */
  readonly onLost: () => void;
};

/** A socket that has not been answered for so long may never be, in milliseconds. */
const unansweredMs = 6_000;

export const createHttpFallback = ({ needed, onWelcome, onLost, ...ports }: Ports): HttpFallback => {
  const [polling, setPolling] = createSignal<Polling | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** How often in a row a socket was refused without a reason. */
  let refusals = 0;
  let loading = false;
  /** What the last welcome said that I may see. */
  let access: string | null = null;

  const begin = async (): Promise<void> => {
    if (loading || polling() || !needed()) return;
    loading = true;
    try {
      const { startPolling } = await import('./polling.ts');
      if (polling() || !needed()) return;
      const started = startPolling({
        ...ports,
        onWelcome: async (welcome) => {
          if (polling() !== started) return;
          const now = JSON.stringify([welcome.scopes, welcome.profile]);
          const accessChanged = access !== null && access !== now;
          access = now;
          await onWelcome(welcome, accessChanged);
        },
        onSilence: () => {
          if (polling() === started) onLost();
        },
      });
      setPolling(started);
    } catch (error) {
      // It could not be loaded, so the server cannot be reached at all.
      console.info('Asking over HTTP is not possible now.', error);
    } finally {
      loading = false;
    }
  };

  const stop = (): void => {
    clearTimeout(timer);
    polling()?.stop();
    setPolling(null);
  };

  return {
    polling,
    opening: () => {
      clearTimeout(timer);
      timer = setTimeout(() => void begin(), unansweredMs);
    },
    refused: (explained) => {
      refusals = explained ? 0 : refusals + 1;
      // Twice: the first may be a server that is just starting.
      if (refusals > 1) void begin();
    },
    connected: () => {
      refusals = 0;
      stop();
    },
    stop,
  };
};
