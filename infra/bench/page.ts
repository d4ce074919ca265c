import { Agent } from 'node:http';
import { countedBy } from '#client/modules/leads/list/counts.ts';
import {
  emptyQuery,
  followUpStates,
  listFilter,
  noClinic,
  type DeskQuery,
} from '#client/modules/leads/list/desk-query.ts';
import { dayOf } from '#shared/calendar-day.ts';
import type { Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { isSuppressed, leadPriorities, leads, leadStatuses } from '#shared/modules/leads.ts';
import { sortName } from '#shared/sort.ts';
import { now } from './clock.ts';
import { fetchText } from './fetch-text.ts';
import { percentiles, type Percentiles } from './figures.ts';
import type { Prepared } from './prepare.ts';

type Who = 'admin' | 'staff';

/** A list that someone may have on their screen, its values changing from one time to the next. */
type Shape = { readonly name: string; readonly of: readonly Who[]; readonly filter: (i: number) => Filter };

/** How long each kind of first page takes, and the counts beside the filters; slowest first. */
export type Answered = {
  readonly name: string;
  readonly who: Who;
  readonly took: Percentiles;
  readonly rows: number;
};

export type Pages = {
  readonly all: Percentiles;
  readonly shapes: readonly Answered[];
  readonly facets: readonly Answered[];
};

const statuses = leadStatuses.map(({ value }) => value).filter((value) => !isSuppressed(value));
const priorities = leadPriorities.map(({ value }) => value).slice(0, 6);
const nameParts = ['meen', 'karth', 'lakshmi', 'zoya', 'subram', 'pri', 'arun kumar', 'nandhini velusamy'];
const at = (items: readonly string[], i: number): string => items[i % items.length] ?? '';
const digits = (i: number, length: number): string => String((i * 7_919 + 13_577) % 10 ** length).padStart(length, '1');

const everyone: readonly Who[] = ['admin', 'staff'];
// Only they are shown the clinics, the TBD queue and who must not be called.
const admins: readonly Who[] = ['admin'];

/** What can be chosen on the lead desk, put into a filter by the desk's own hand. */
const lists = (clinicIds: readonly string[]): Shape[] => {
  const timeZone = 'Asia/Kolkata';
  const setting = { definition: leads as unknown as Collection, today: dayOf(new Date(), timeZone), timeZone };
  const shape = (name: string, of: readonly Who[], choose: (i: number) => Partial<DeskQuery>): Shape => ({
    name,
    of,
    filter: (i) => listFilter({ ...emptyQuery, ...choose(i) }, setting),
  });
  const clinic = (i: number): readonly string[] => [at(clinicIds, i)];
  const status = (i: number): readonly string[] => [at(statuses, i)];
  const priority = (i: number): readonly string[] => [at(priorities, i)];
  return [
    shape('everything', everyone, () => ({})),
    shape('a clinic', admins, (i) => ({ clinics: clinic(i) })),
    shape('two clinics', admins, (i) => ({ clinics: [...clinic(i), ...clinic(i + 2)] })),
    shape('a status', everyone, (i) => ({ status: status(i) })),
    shape('two statuses', everyone, (i) => ({ status: [...status(i), ...status(i + 3)] })),
    shape('DNC', admins, () => ({ status: ['dnc'] })),
    shape('a priority', everyone, (i) => ({ priority: priority(i) })),
    shape('two priorities', everyone, (i) => ({ priority: [...priority(i), ...priority(i + 2)] })),
    ...followUpStates.map((state) => shape(state, everyone, () => ({ followUp: [state] }))),
    shape('overdue and today', everyone, () => ({ followUp: ['overdue', 'today'] })),
    shape('today and upcoming', everyone, () => ({ followUp: ['today', 'upcoming'] })),
    shape('created this week', everyone, () => ({ created: 'week' })),
    shape('a status, overdue', everyone, (i) => ({ status: status(i), followUp: ['overdue'] })),
    shape('clinic, status, overdue', admins, (i) => ({ clinics: clinic(i), status: status(i), followUp: ['overdue'] })),
    shape('priority, today', everyone, (i) => ({ priority: priority(i), followUp: ['today'] })),
    shape('no clinic', admins, () => ({ clinics: [noClinic] })),
    shape('part of a name', everyone, (i) => ({ search: at(nameParts, i) })),
    shape('five digits of a phone', everyone, (i) => ({ search: digits(i, 5) })),
    shape('three digits of a phone', everyone, (i) => ({ search: digits(i, 3) })),
    shape('a clinic, part of a name', admins, (i) => ({ clinics: clinic(i), search: at(nameParts, i) })),
    shape('nothing found', everyone, () => ({ search: 'qqzzxx' })),
  ];
};

const counted: readonly Shape[] = [
  { name: 'counts of all', of: everyone, filter: () => ({ all: [] }) },
  { name: 'counts of a search', of: everyone, filter: (i) => ({ search: at(nameParts, i) }) },
];

/** Of how many leads, and what everything else on the machine used meanwhile, in cores. */
export type Measured = { readonly leads: number; readonly othersCpu: number };

type Reading = {
  readonly port: number;
  readonly prepared: Prepared;
  readonly times: number;
};

/** Over REST, one request after the other, as one person's screen asks. */
export const measurePages = async ({ port, prepared, times }: Reading): Promise<Pages> => {
  const agent = new Agent({ keepAlive: true });
  const base = `http://127.0.0.1:${port}/pages/api/v1/leads`;
  const people = { admin: prepared.admins[0] ?? '', staff: prepared.staff[0] ?? '' };
  const everyTime: number[] = [];
  const ask = async (who: keyof typeof people, name: string, path: (i: number) => string): Promise<Answered> => {
    const took: number[] = [];
    let rows = 0;
    for (let i = 0; i < times; i++) {
      const startedAt = now();
      const body = await fetchText(`${base}${path(i)}`, people[who], agent);
      took.push(now() - startedAt);
      rows = Math.max(rows, (JSON.parse(body) as { data: unknown[] }).data.length);
    }
    everyTime.push(...took);
    return { name, who, took: percentiles(took), rows };
  };
  const slowestFirst = (answered: readonly Answered[]): Answered[] =>
    answered.toSorted((a, b) => b.took.p95 - a.took.p95);
  try {
    const askAll = async (shape: Shape, label: string, path: string): Promise<Answered[]> => {
      const answered: Answered[] = [];
      for (const who of shape.of) {
        const query = (i: number): string => `${path}&filter=${encodeURIComponent(JSON.stringify(shape.filter(i)))}`;
        answered.push(await ask(who, `${shape.name}${label}`, query));
      }
      return answered;
    };
    // Connections, plans and the compiler.
    for (const who of everyone) await ask(who, '', () => '?limit=50');
    everyTime.length = 0;
    const shapes: Answered[] = [];
    for (const shape of lists(prepared.clinicIds)) {
      for (const sort of leads.sorts)
        shapes.push(...(await askAll(shape, `, by ${sort.label.toLowerCase()}`, `?limit=50&sort=${sortName(sort)}`)));
    }
    const all = percentiles(everyTime);
    const facets: Answered[] = [];
    for (const shape of counted) facets.push(...(await askAll(shape, '', `/facets?by=${countedBy.join(',')}`)));
    return { all, shapes: slowestFirst(shapes), facets: slowestFirst(facets) };
  } finally {
    agent.destroy();
  }
};
