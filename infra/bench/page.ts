import { Agent, get } from 'node:http';
import { now } from './clock.ts';
import { percentiles, type Percentiles } from './figures.ts';
import type { Prepared } from './prepare.ts';

/** A question that the lead desk asks, with its values changing from one time to the next. */
type Shape = { readonly name: string; readonly query: (i: number) => string };

export type Answered = {
  readonly name: string;
  readonly who: 'admin' | 'staff';
  readonly took: Percentiles;
  readonly rows: number;
};

/** How long each kind of first page takes, and the counts beside the filters; slowest first. */
export type Pages = {
  readonly all: Percentiles;
  readonly shapes: readonly Answered[];
  readonly facets: readonly Answered[];
};

const sorts = { 'follow-up': '', priority: 'priority,followUpDate', newest: '-createdAt', name: 'name' };

const statuses = [
  'new',
  'attempting',
  'connected',
  'appointment_booked',
  'visited',
  'treatment_started',
  'rescheduled',
  'lost',
];
const priorities = ['hot', 'appointment', 'warm', 'new', 'cold', 'visited'];
const nameParts = ['meen', 'karth', 'lakshmi', 'zoya', 'subram', 'pri', 'arun kumar', 'nandhini velusamy'];
const at = (items: readonly string[], i: number): string => items[i % items.length] ?? '';
const digits = (i: number, length: number): string => String((i * 7_919 + 13_577) % 10 ** length).padStart(length, '1');

const filtersFor = (clinicIds: readonly string[]): Shape[] => [
  { name: 'everything', query: () => '' },
  { name: 'clinic', query: (i) => `clinicId=${at(clinicIds, i)}` },
  { name: 'status', query: (i) => `status=${at(statuses, i)}` },
  { name: 'statuses', query: (i) => `status=${at(statuses, i)},${at(statuses, i + 3)}` },
  { name: 'DNC', query: () => 'status=dnc' },
  { name: 'priority', query: (i) => `priority=${at(priorities, i)}` },
  { name: 'overdue', query: () => 'followUpDate[lt]=today' },
  { name: 'today', query: () => 'followUpDate=today' },
  { name: 'upcoming', query: () => 'followUpDate[gt]=today' },
  { name: 'no follow-up', query: () => 'followUpDate=none' },
  {
    name: 'clinic, status, overdue',
    query: (i) => `clinicId=${at(clinicIds, i)}&status=${at(statuses, i)}&followUpDate[lt]=today`,
  },
  {
    name: 'clinic, priority, today',
    query: (i) => `clinicId=${at(clinicIds, i)}&priority=${at(priorities, i)}&followUpDate=today`,
  },
  { name: 'TBD', query: () => 'clinicId=none&status[ne]=dnc,dnr' },
  { name: 'part of a name', query: (i) => `q=${encodeURIComponent(at(nameParts, i))}` },
  { name: 'five digits of a phone', query: (i) => `q=${digits(i, 5)}` },
  { name: 'three digits of a phone', query: (i) => `q=${digits(i, 3)}` },
  {
    name: 'clinic, part of a name',
    query: (i) => `clinicId=${at(clinicIds, i)}&q=${encodeURIComponent(at(nameParts, i))}`,
  },
  { name: 'nothing found', query: () => 'q=qqzzxx' },
];

const facetsBy = 'by=clinicId,status,priority,followUpDate';

const facetShapes: readonly Shape[] = [
  { name: 'counts of all', query: () => facetsBy },
  { name: 'counts of a search', query: (i) => `${facetsBy}&q=${encodeURIComponent(at(nameParts, i))}` },
];

type Reading = { readonly port: number; readonly prepared: Prepared; readonly times: number };

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
    // Connections, plans and the compiler.
    for (const who of ['admin', 'staff'] as const) await ask(who, '', () => '?limit=50');
    everyTime.length = 0;
    const shapes: Answered[] = [];
    for (const who of ['admin', 'staff'] as const) {
      for (const filter of filtersFor(prepared.clinicIds)) {
        for (const [sortLabel, sort] of Object.entries(sorts)) {
          shapes.push(
            await ask(who, `${filter.name}, by ${sortLabel}`, (i) => `?limit=50&sort=${sort}&${filter.query(i)}`),
          );
        }
      }
    }
    const all = percentiles(everyTime);
    const facets: Answered[] = [];
    for (const who of ['admin', 'staff'] as const) {
      for (const { name, query } of facetShapes) facets.push(await ask(who, name, (i) => `/facets?${query(i)}`));
    }
    return { all, shapes: slowestFirst(shapes), facets: slowestFirst(facets) };
  } finally {
    agent.destroy();
  }
};

const fetchText = (url: string, token: string, agent: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { Authorization: `Bearer ${token}` } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${url}: ${response.statusCode} ${text.slice(0, 300)}`));
      });
    });
    request.on('error', reject);
  });
