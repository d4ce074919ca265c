import type { Actor } from '#shared/actor.ts';
import type { Row } from './fake-log.ts';

/** Which mutations are of one act. */
export const createFakeGroups = (log: () => readonly Row[]) => {
  const groups = new Map<string, string>();
  return {
    /** A mutation of the act changed something. */
    add: (mid: string, group: string): void => void groups.set(mid, group),
    midsOf: (who: Actor, group: string): string[] => [
      ...new Set(
        log()
          .filter((row) => row.by === who && groups.get(row.mid) === group)
          .map(({ mid }) => mid),
      ),
    ],
  };
};
