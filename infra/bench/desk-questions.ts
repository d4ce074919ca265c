import { countedBy } from '#client/modules/leads/list/counts.ts';
import { emptyQuery, listFilter, baseFilter } from '#client/modules/leads/list/desk-query.ts';
import { dayOf } from '#shared/calendar-day.ts';
import type { Collection } from '#shared/collection.ts';
import { everything } from '#shared/filter.ts';
import { clinics } from '#shared/modules/clinics.ts';
import { leads } from '#shared/modules/leads.ts';
import { defaultSort, sortName } from '#shared/sort.ts';

/** Stands for the id of who asks. */
export const asker = '$me';

/** What the lead desk asks over its socket when it is opened, for whom there is everything to ask. */
export const deskQuestions = (): (readonly [event: string, input: object])[] => {
  const timeZone = 'Asia/Kolkata';
  const setting = { definition: leads as unknown as Collection, today: dayOf(new Date(), timeZone), timeZone };
  return [
    ['query', { collection: 'clinics', filter: everything, sort: sortName(defaultSort(clinics)), limit: 100 }],
    ['query', { collection: 'leads', filter: listFilter(emptyQuery, setting), sort: emptyQuery.sort, limit: 100 }],
    ['facets', { collection: 'leads', filter: baseFilter(emptyQuery, setting), by: countedBy }],
    ['facets', { collection: 'notifications', filter: { field: 'userId', op: 'eq', value: asker }, by: ['isRead'] }],
    // How many leads have no clinic yet: beside the list's own counts, a number in the navigation.
    ['facets', { collection: 'leads', filter: { field: 'clinicId', op: 'empty' }, by: ['clinicId'] }],
  ];
};
