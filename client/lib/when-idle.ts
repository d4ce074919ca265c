/** Runs when the screen has nothing better to do: what may be needed soon is fetched then, and not in its way. */
export const whenIdle = (run: () => void): void => {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 5_000 });
  else setTimeout(run, 1_000);
};
