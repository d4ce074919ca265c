// The monotonic clock is one for all processes of a machine, and `performance.now()` is the cheaper way to read it.
const origin = Number(process.hrtime.bigint() / 1_000n) - performance.now() * 1_000;

/** Microseconds, comparable between the processes of this machine. */
export const now = (): number => origin + performance.now() * 1_000;

/** A moment of the wall's clock, in milliseconds, on this one. */
export const ofWall = (milliseconds: number): number => (milliseconds - performance.timeOrigin) * 1_000 + origin;

export const until = (moment: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, (moment - now()) / 1_000)));
