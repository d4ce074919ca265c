/** What the device knows about its network and its own sleep. Outside a browser it knows nothing, and says so. */
export type NetworkStatus = { readonly online: () => boolean; readonly stop: () => void };

type NetworkHandlers = {
  /** The network came or went. */
  readonly onNetwork: (online: boolean) => void;
  /** The page is looked at again. */
  readonly onReturn: () => void;
  /** Time jumped: the device slept, and nothing about the connection is certain. */
  readonly onWake: () => void;
  readonly onTick: () => void;
};

const tickMs = 5_000;
// A hidden tab ticks once a minute; only a longer silence is a sleep.
const sleptMs = 90_000;

export const watchNetwork = ({ onNetwork, onReturn, onWake, onTick }: NetworkHandlers): NetworkStatus => {
  const page = typeof document === 'undefined' ? null : document;
  const online = (): boolean => typeof navigator === 'undefined' || navigator.onLine !== false;
  const came = (): void => onNetwork(true);
  const went = (): void => onNetwork(false);
  const looked = (): void => {
    if (page?.visibilityState === 'visible') onReturn();
  };
  let last = Date.now();
  const ticker = setInterval(() => {
    const now = Date.now();
    const slept = now - last > sleptMs;
    last = now;
    if (slept) onWake();
    onTick();
  }, tickMs);
  if (page) {
    globalThis.addEventListener('online', came);
    globalThis.addEventListener('offline', went);
    page.addEventListener('visibilitychange', looked);
  }
  return {
    online,
    stop: () => {
      clearInterval(ticker);
      if (!page) return;
      globalThis.removeEventListener('online', came);
      globalThis.removeEventListener('offline', went);
      page.removeEventListener('visibilitychange', looked);
    },
  };
};
