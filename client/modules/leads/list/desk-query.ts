import { addDays, isDay, momentOf } from '#shared/calendar-day.ts';
import type { Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { leadPriorities, leads, leadStatuses, type FollowUpState } from '#shared/modules/leads.ts';
import { defaultSort, parseSort, sortName } from '#shared/sort.ts';
import { formatQuery, parseQuery, parseQueryFilter, type QueryEntries } from '#shared/query-string.ts';
import { Refusal } from '#shared/refusal.ts';
import { firstWeekday } from '#client/lib/formats.ts';

/** What the list shows, as its address says it. Empty lists mean "all". */
export type DeskQuery = {
  readonly search: string;
  readonly status: readonly string[];
  readonly priority: readonly string[];
  /** Clinic ids; `none` stands for leads without a clinic. */
  readonly clinics: readonly string[];
  readonly followUp: readonly FollowUpState[];
  readonly created: Created | null;
  /** As `sortName` spells it. */
  readonly sort: string;
  /** What else a link's address asks for, in REST's filter language (`source=meta_ads`). */
  readonly others: QueryEntries;
};

export type Created = 'today' | 'week' | 'month' | { readonly from: string | null; readonly to: string | null };

export const noClinic = 'none';

export const followUpStates = [
  'overdue',
  'today',
  'upcoming',
  'unscheduled',
] as const satisfies readonly FollowUpState[];

const statusValues: readonly string[] = leadStatuses.map((status) => status.value);
const priorityValues: readonly string[] = leadPriorities.map((priority) => priority.value);

const own = ['q', 'status', 'priority', 'clinicId', 'followUp', 'created', 'sort'];

export const emptyQuery: DeskQuery = {
  search: '',
  status: [],
  priority: [],
  clinics: [],
  followUp: [],
  created: null,
  sort: sortName(defaultSort(leads)),
  others: [],
};

/** Reads an address. What it cannot mean is left out: an old link must still open the desk. */
export const parseDeskQuery = (search: string, definition: Collection): DeskQuery => {
  const entries = readEntries(search);
  const texts = (name: string): string[] =>
    entries.filter(([key]) => key === name).flatMap(([, value]) => value.split(','));
  const known = (name: string, values: readonly string[]): string[] =>
    values.filter((value) => texts(name).includes(value));
  const first = (name: string): string => entries.find(([key]) => key === name)?.[1] ?? '';
  return {
    search: first('q').slice(0, 200).trim(),
    status: known('status', statusValues),
    priority: known('priority', priorityValues),
    clinics: [...new Set(texts('clinicId').filter((id) => id === noClinic || /^[0-9a-f-]{36}$/i.test(id)))],
    followUp: followUpStates.filter((state) => texts('followUp').includes(state)),
    created: parseCreated(first('created')),
    sort: knownSort(first('sort'), definition),
    others: meaningful(
      entries.filter(([name]) => !own.includes(name)),
      definition,
    ),
  };
};

/** The address of a query, without the question mark; empty for the plain list. */
export const formatDeskQuery = (query: DeskQuery): string => {
  const entries: [string, string][] = [];
  const put = (name: string, value: string): void => {
    if (value !== '') entries.push([name, value]);
  };
  put('q', query.search);
  put('clinicId', query.clinics.join(','));
  put('status', query.status.join(','));
  put('priority', query.priority.join(','));
  put('followUp', query.followUp.join(','));
  put('created', formatCreated(query.created));
  if (query.sort !== emptyQuery.sort) put('sort', query.sort);
  return formatQuery([...entries, ...query.others]);
};

const readEntries = (search: string): QueryEntries => {
  try {
    return parseQuery(search);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
};

const knownSort = (name: string, definition: Collection): string => {
  try {
    return sortName(parseSort(name, definition));
  } catch (error) {
    if (error instanceof Refusal) return emptyQuery.sort;
    throw error;
  }
};

/** Each by itself, so that a misspelt one does not cost the others. */
const meaningful = (entries: QueryEntries, definition: Collection): QueryEntries =>
  entries.filter((entry) => otherFilter([entry], definition) !== null);

/** What a query asks for beside the desk's own filters; null where it cannot be read. */
export const otherFilter = (entries: QueryEntries, definition: Collection): Filter | null => {
  try {
    return parseQueryFilter(entries, definition);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
};

const parseCreated = (text: string): Created | null => {
  if (text === 'today' || text === 'week' || text === 'month') return text;
  const [from = '', to = ''] = text.split('..');
  const range = { from: isDay(from) ? from : null, to: isDay(to) ? to : null };
  // Open at both ends it filters nothing, but a person who is about to choose the days has to see where.
  return range.from || range.to || text === '..' ? range : null;
};

const formatCreated = (created: Created | null): string => {
  if (created === null || typeof created === 'string') return created ?? '';
  return `${created.from ?? ''}..${created.to ?? ''}`;
};

/** The first day that a preset covers; weeks begin as the tenant's do. */
export const createdFrom = (created: 'today' | 'week' | 'month', today: string): string => {
  if (created === 'today') return today;
  if (created === 'month') return `${today.slice(0, 8)}01`;
  return addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 7 - firstWeekday()) % 7));
};

const createdFilter = (created: Created | null, today: string, timeZone: string): Filter[] => {
  if (created === null) return [];
  const { from, to } = typeof created === 'string' ? { from: createdFrom(created, today), to: null } : created;
  return [
    ...(from ? [{ field: 'createdAt', op: 'gte', value: momentOf(from, '00:00', timeZone) } as const] : []),
    ...(to ? [{ field: 'createdAt', op: 'lt', value: momentOf(addDays(to, 1), '00:00', timeZone) } as const] : []),
  ];
};

// "today" rather than a date: the filter then means the same list after midnight.
const followUpFilters: Record<FollowUpState, Filter> = {
  overdue: { field: 'followUpDate', op: 'lt', value: 'today' },
  today: { field: 'followUpDate', op: 'eq', value: 'today' },
  upcoming: { field: 'followUpDate', op: 'gt', value: 'today' },
  unscheduled: { field: 'followUpDate', op: 'empty' },
};

const anyOf = (filters: readonly Filter[]): Filter[] => {
  const [only] = filters;
  if (!only) return [];
  return [filters.length === 1 ? only : { any: filters }];
};

const oneOf = (field: string, values: readonly string[]): Filter[] =>
  values.length === 0 ? [] : [{ field, op: 'in', value: values }];

const clinicFilter = (clinics: readonly string[]): Filter[] =>
  anyOf([
    ...(clinics.includes(noClinic) ? [{ field: 'clinicId', op: 'empty' } as const] : []),
    ...oneOf(
      'clinicId',
      clinics.filter((id) => id !== noClinic),
    ),
  ]);

/** What a query's words mean here: the tenant's leads, its day and its time zone. */
type Setting = { readonly definition: Collection; readonly today: string; readonly timeZone: string };

/** The part that narrows all counts beside the filters alike. */
export const baseFilter = (query: DeskQuery, { today, timeZone, definition }: Setting): Filter => {
  const others = query.others.length > 0 ? otherFilter(query.others, definition) : null;
  return {
    all: [
      ...(query.search ? [{ search: query.search }] : []),
      ...createdFilter(query.created, today, timeZone),
      ...(others ? [others] : []),
    ],
  };
};

/** The whole list. */
export const listFilter = (query: DeskQuery, setting: Setting): Filter => ({
  all: [
    baseFilter(query, setting),
    ...clinicFilter(query.clinics),
    ...oneOf('status', query.status),
    ...oneOf('priority', query.priority),
    ...(query.followUp.length < followUpStates.length
      ? anyOf(query.followUp.map((state) => followUpFilters[state]))
      : []),
  ],
});

export type LeadView = {
  readonly label: string;
  /** What it says where it holds no lead. */
  readonly empty?: { readonly title: string; readonly text: string };
} & Pick<DeskQuery, 'followUp' | 'priority' | 'status'>;

const plain = { followUp: [], priority: [], status: [] } as const;

/** What is due now, those who were not called yet, and all. */
export const views: readonly LeadView[] = [
  {
    ...plain,
    label: 'My day',
    followUp: ['overdue', 'today'],
    empty: { title: 'Nothing is due', text: 'Leads whose follow-up is today or overdue appear here by themselves.' },
  },
  {
    ...plain,
    label: 'New',
    status: ['new'],
    empty: { title: 'No new leads', text: 'Leads that come in appear here by themselves.' },
  },
  { ...plain, label: 'All' },
];

/** What a view sets; the rest of a query stays as it is. */
export const inView = ({ followUp, priority, status }: LeadView): Partial<DeskQuery> => ({
  followUp,
  priority,
  status,
});

/** The view that a query shows, if it is one. */
export const viewOf = (query: DeskQuery): LeadView | undefined =>
  views.find((view) =>
    (['followUp', 'priority', 'status'] as const).every((name) => view[name].join() === query[name].join()),
  );

/** What the list says where it is empty by its view alone. */
export const emptyView = (query: DeskQuery): LeadView['empty'] =>
  query.search === '' && filtersBeyondView(query) === 0 ? viewOf(query)?.empty : undefined;

/** How many of the filters say something; the search box shows itself. */
export const filtersSet = (query: DeskQuery): number =>
  [query.status, query.priority, query.clinics, query.followUp, query.others].filter((values) => values.length > 0)
    .length + (query.created ? 1 : 0);

/** The same without what the view says, which is shown by its tab. */
export const filtersBeyondView = (query: DeskQuery): number =>
  filtersSet(viewOf(query) ? { ...query, ...plain } : query);

/** Whether the list shows less than it could. */
export const isNarrowed = (query: DeskQuery): boolean => filtersSet(query) > 0 || query.search !== '';
