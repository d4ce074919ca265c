import type { FacetRows } from '#client/store/types.ts';
import { noClinic, views, type DeskQuery } from './desk-query.ts';

/** By which fields the leads are counted; one answer serves every number beside a filter. */
export const countedBy = ['status', 'priority', 'clinicId', 'followUpDate'] as const;

export type Counts = {
  readonly status: ReadonlyMap<string, number>;
  readonly priority: ReadonlyMap<string, number>;
  readonly clinics: ReadonlyMap<string, number>;
  readonly followUp: ReadonlyMap<string, number>;
  /** What each view would show, by its label. */
  readonly views: ReadonlyMap<string, number>;
  /** How many the list holds. */
  readonly total: number;
};

const dimensions = ['status', 'priority', 'clinics', 'followUp'] as const;

/** What an empty field counts as, in the order of `countedBy`. */
const empties = ['', '', noClinic, 'unscheduled'];

/**
 * How many leads each option would show: all other filters kept, its own group's left aside. That is what a click
 * on it leads to, so an option never promises what the list does not hold.
 */
export const countsOf = (rows: FacetRows, query: DeskQuery): Counts => {
  const chosen = dimensions.map((name): readonly string[] => query[name]);
  const counts = dimensions.map(() => new Map<string, number>());
  const shown = new Map(views.map(({ label }) => [label, 0]));
  let total = 0;
  for (const row of rows) {
    const count = Number(row.at(-1));
    const values = dimensions.map((_, at) => String(row[at] ?? empties[at]));
    const missed = dimensions.filter((_, at) => chosen[at]?.length && !chosen[at].includes(values[at] ?? ''));
    if (missed.length === 0) total += count;
    if (!missed.includes('clinics'))
      for (const view of views) {
        const holds = dimensions.every(
          (name, at) => name === 'clinics' || view[name].length === 0 || view[name].some((one) => one === values[at]),
        );
        if (holds) shown.set(view.label, (shown.get(view.label) ?? 0) + count);
      }
    for (const [at, name] of dimensions.entries()) {
      if (missed.length > 1 || (missed.length === 1 && missed[0] !== name)) continue;
      const value = values[at] ?? '';
      counts[at]?.set(value, (counts[at].get(value) ?? 0) + count);
    }
  }
  const [status = new Map(), priority = new Map(), clinics = new Map(), followUp = new Map()] = counts;
  return { status, priority, clinics, followUp, views: shown, total };
};
