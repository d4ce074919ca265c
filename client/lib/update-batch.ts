import { batch } from 'solid-js';

/**
 * Everything that comes in one message is one Solid batch, so that a hundred changes paint once. Work that needs all of
 * them first (a list that shows its new order) is given to `after`, and runs once at the end.
 */
export type UpdateBatch = {
  run<T>(work: () => T): T;
  /** The same function again counts once: pass a constant one. */
  after(work: () => void): void;
};

export const createUpdateBatch = (): UpdateBatch => {
  let depth = 0;
  const later = new Set<() => void>();

  const run = <T>(work: () => T): T =>
    batch(() => {
      depth += 1;
      try {
        return work();
      } finally {
        try {
          if (depth === 1) finish();
        } finally {
          depth -= 1;
        }
      }
    });

  const finish = (): void => {
    for (const work of later) {
      later.delete(work);
      work();
    }
  };

  return {
    run,
    after: (work) => {
      if (depth > 0) later.add(work);
      else batch(work);
    },
  };
};
