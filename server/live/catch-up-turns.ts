import { createFairSlots, type FairSlots } from '#server/fair-slots.ts';
import type { Tenant, Turn } from '#server/tenants/tenant.ts';

/** The turns of those who catch up: after a deploy everyone comes back at once. */
export type CatchUpTurns = {
  /** A turn in their own line, without reading anything. */
  readonly slots: FairSlots;
  /** A turn in their own line, and then one of reading: what was missed is large, and leaves slots to those who look at something. */
  readonly reserve: (people: Iterable<string>) => Turn;
};

/** What waits is small: pages are read for many at once. Who finds the line full is asked to come again. */
const line = { places: () => 2, waitTimeoutMs: 10_000, mostWaiting: 500, alwaysAdmitted: 0 };

export const createCatchUpTurns = ({ reserve }: Pick<Tenant, 'reserve'>): CatchUpTurns => {
  const slots = createFairSlots(line);
  return {
    slots,
    reserve: (people) => {
      const asking = new Set(people);
      const place = slots.reserve(asking);
      let turn: Turn | null = null;
      return {
        join: (person) => {
          asking.add(person);
          (turn ?? place).join(person);
        },
        run: async (work) => {
          const end = await place.granted;
          try {
            // Also of those who have joined: where the first of them has too much waiting, the others are not refused.
            turn = reserve(asking);
            return await turn.run(work);
          } finally {
            end();
          }
        },
      };
    },
  };
};
