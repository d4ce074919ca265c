import type { Change } from '#shared/protocol.ts';

/**
 * What changed while a question was under way. An answer may be older than changes that overtook it, so they are put
 * on top of it again; versions decide which is newer. Nothing is kept while no question is open.
 */
export type InFlightChanges = {
  push(changes: readonly Change[]): void;
  /** Call the result when the answer is here: everything that arrived since. */
  begin(): () => readonly Change[];
};

export const createInFlightChanges = (): InFlightChanges => {
  let kept: Change[] = [];
  /** How many were dropped from the front, so that a mark stays valid. */
  let dropped = 0;
  const marks = new Set<{ readonly at: number }>();

  const trim = (): void => {
    const oldest = Math.min(...[...marks].map((mark) => mark.at), dropped + kept.length);
    if (oldest - dropped < 1) return;
    kept = kept.slice(oldest - dropped);
    dropped = oldest;
  };

  return {
    push: (changes) => {
      if (marks.size > 0) kept.push(...changes);
      else dropped += changes.length;
    },
    begin: () => {
      const mark = { at: dropped + kept.length };
      marks.add(mark);
      return () => {
        const since = kept.slice(mark.at - dropped);
        marks.delete(mark);
        trim();
        return since;
      };
    },
  };
};
