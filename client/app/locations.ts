import { createMemo, type Accessor } from 'solid-js';
import { titleOf } from '#shared/collection.ts';
import { everything } from '#shared/filter.ts';
import { groupCollection, people } from '#shared/modules/index.ts';
import { defaultSort } from '#shared/sort.ts';
import type { Location } from '#client/lib/workspace-context.tsx';
import type { Live } from '#client/live/types.ts';

/** The groups of people that are places, and the field that names each in addresses. */
const places = people.people.locations;

/** The collection of the locations; undefined for a product without any. */
export const locationCollection = places && groupCollection(places.memberOf);

/** The locations that I may see, kept up to date; empty for tenants that have none. */
export const liveLocations = (
  live: Live,
): { readonly all: Accessor<readonly Location[]>; readonly ready: Accessor<boolean> } => {
  const definition = locationCollection;
  const query = createMemo(() =>
    definition && live.can('view', definition)
      ? { collection: definition, filter: everything, sort: defaultSort(definition) }
      : null,
  );
  const list = live.list(query);
  const all = createMemo((): Location[] => {
    if (!definition || !places) return [];
    return list.ids().flatMap((id) => {
      const record = live.record(definition, id);
      return record ? [{ id, name: titleOf(definition, record), slug: String(record[places.field]) }] : [];
    });
  });
  return { all, ready: createMemo(() => query() === null || list.ready()) };
};
