export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Grows with each failed try, and is never the same for two clients: a restarted server is not stormed. */
export const backoff = (tries: number, first: number, most: number): number => {
  const full = Math.min(most, first * 2 ** Math.min(tries, 16));
  return full / 2 + (Math.random() * full) / 2;
};

/**
 * Milliseconds of a clock that never goes back: waiting is measured by it, for a device's time of day may be set back
 * an hour. Only differences mean anything.
 */
export const uptime = (): number => performance.now();

/** So many milliseconds to wait where a server asks for these seconds: a little more, and never the same for two clients. */
export const politePause = (retryAfter: number | undefined): number => ((retryAfter ?? 1) + Math.random() * 0.5) * 1000;
