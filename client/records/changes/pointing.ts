import type { Collection } from '#shared/collection.ts';
import { referenceTo } from '#shared/fields/reference.ts';
import type { Filter } from '#shared/filter.ts';
import type { LinkedRecords } from '#shared/refusal.ts';
import { pathOf } from '#shared/rest-path.ts';
import { defaultSort } from '#shared/sort.ts';
import type { LinkRule } from '#shared/transaction.ts';
import { askTotal, tenantApi } from '#client/lib/rest.ts';
import type { Live } from '#client/live/types.ts';
import { queryOf } from '#client/records/list/address.ts';

type Pointing = Pick<LinkRule, 'collection' | 'field'>;

/** Which records point at one by a field; null for lines, by which nothing is filtered. */
export const pointingFilter = ({ collection, field: name }: Pointing, of: Collection, id: string): Filter | null => {
  const field = collection.fields[name];
  if (!field || field.columns) return null;
  if (field.kind.isList) return { field: name, op: 'has', value: [id] };
  return { field: name, op: 'eq', value: valuePointingAt({ collection, field: name }, of, id) };
};

/** What a field that points at one record holds then. */
export const valuePointingAt = ({ collection, field }: Pointing, of: Collection, id: string): string =>
  collection.fields[field]?.of ? referenceTo(of, id) : id;

/** What points at a record that is made inactive, as far as this person sees it and it goes along. */
export const countPointing = async (live: Live, of: Collection, id: string): Promise<LinkedRecords[]> => {
  const catalog = live.catalog();
  const api = tenantApi(live.me()?.tenant.slug ?? '');
  const rules = catalog.rules
    .linksTo(catalog.of(of))
    .filter(({ onDeactivate, collection }) => onDeactivate !== 'keep' && live.can('view', collection));
  const counted = await Promise.all(
    rules.map(async (rule): Promise<LinkedRecords> => {
      const filter = pointingFilter(rule, of, id);
      const query = filter && queryOf(filter, defaultSort(rule.collection), rule.collection);
      const count = query ? await askTotal(`${api}${pathOf(rule.collection)}${query}&page=1&perPage=1`) : 0;
      return { collection: rule.collection.name, field: rule.field, count, others: false };
    }),
  );
  return counted.filter(({ count }) => count > 0);
};

/** Whether some of this keeps a record from being made inactive. */
export const isRefusedBy = (live: Live, of: Collection, linked: readonly LinkedRecords[]): boolean => {
  const catalog = live.catalog();
  return catalog.rules
    .linksTo(catalog.of(of))
    .some(
      ({ onDeactivate, collection, field }) =>
        onDeactivate === 'refuse' && linked.some((one) => one.collection === collection.name && one.field === field),
    );
};
