import { v7 } from 'uuid';

/** The last change when a flood begins, and the epoch of its number. */
export type EndOfLog = { readonly epoch: string; readonly seq: number };

/** What a message of a flood is made of. */
export type Aim = EndOfLog & {
  /** Ids of leads that the sender may change. */
  readonly leadIds: readonly string[];
};

/**
 * So many changes behind is nearly as far as a client may be before it starts over; a colleague goes on changing
 * things meanwhile.
 */
export const farBehind = 4_700;

type Message = { readonly event: string; readonly input: unknown };

/** Makes the n-th message of a sender. */
type Make = (aim: Aim, n: number) => Message;

const query = (more: object): Message => ({ event: 'query', input: { collection: 'leads', ...more } });
const anyOf = (count: number, make: (i: number) => unknown): { readonly any: readonly unknown[] } => ({
  any: Array.from({ length: count }, (_, i) => make(i)),
});
const lead = ({ leadIds }: Aim, n: number): string => leadIds[n % leadIds.length] ?? '';
const mutation = (aim: Aim, n: number): object => ({
  mid: v7(),
  name: 'leads.update',
  args: { id: lead(aim, n), patch: { nextAction: `Flood ${n}` } },
});

/** What someone who is signed in may send as fast as they like. */
export const socketFloods: { readonly [name: string]: Make } = {
  'catching up from far behind': ({ epoch, seq }, n) => ({
    event: 'sync',
    input: { epoch, since: Math.max(0, seq - farBehind + (n % 10)) },
  }),
  'filters of 36 KB': (_, n) =>
    query({
      filter: anyOf(90, (i) => ({
        field: 'age',
        op: 'in',
        value: Array.from({ length: 120 }, (_age, at) => (i + at + n) % 999),
      })),
    }),
  'filters of 1,000 values': (_, n) =>
    query({
      filter: anyOf(90, (i) => ({
        field: 'age',
        op: 'in',
        value: Array.from({ length: 11 }, (_age, at) => 200 + ((i + at + n) % 700)),
      })),
    }),
  'ten texts that no index knows': (_, n) =>
    query({ filter: anyOf(10, (i) => ({ field: 'name', op: 'contains', value: `q${n % 97}x${i}` })) }),
  'counts of everything': (_, n) => ({
    event: 'facets',
    input: {
      collection: 'leads',
      by: ['status', 'source', 'clinicId', 'followUpDate'],
      filter: { field: 'age', op: 'gt', value: n % 60 },
    },
  }),
  'pages of 200': (_, n) => query({ limit: 200, filter: { field: 'age', op: 'gt', value: n % 60 } }),
  'the same page of 200': () => query({ limit: 200 }),
  '200 records by id': (aim, n) => ({
    event: 'get',
    input: { collection: 'leads', ids: Array.from({ length: 200 }, (_, i) => lead(aim, n + i)) },
  }),
  'a record’s activity': (aim, n) => ({ event: 'activity', input: { collection: 'leads', id: lead(aim, n) } }),
  'opening records': (aim, n) => ({ event: 'view', input: { collection: 'leads', id: lead(aim, n) } }),
  changes: (aim, n) => ({ event: 'mutate', input: mutation(aim, n) }),
  '200 changes in a message': (aim, n) => ({
    event: 'mutateMany',
    input: { mutations: Array.from({ length: 200 }, (_, i) => mutation(aim, n + i)) },
  }),
  'large messages of nonsense': (_, n) => ({
    event: 'query',
    input: { collection: `${n}`, filter: 'x'.repeat(60_000) },
  }),
};

/** Paths below a workspace's API, of someone who is signed in. */
export const restFloods: { readonly [name: string]: (n: number) => string } = {
  'lists over REST, counted': (n) => `/leads?limit=200&count=true&q=flood${n % 50}`,
  'counts over REST': (n) => `/leads/facets?by=status,source&age[gt]=${n % 60}`,
};

/** What is sent without a session. */
export const strangerFloods = [
  'unknown workspaces',
  'tokens of ended sessions',
  'sockets without a session',
  'silent sockets',
  'bodies that come byte by byte',
  'guesses at passwords',
] as const;

export type StrangerFlood = (typeof strangerFloods)[number];
