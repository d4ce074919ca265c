import { createMemo, type Accessor } from 'solid-js';
import { everything } from '#shared/filter.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { defaultSort } from '#shared/sort.ts';
import type { Live } from '#client/live/types.ts';
import type { Clinic } from '#client/lib/workspace-context.tsx';

/** The clinics that I may see, kept up to date; empty for tenants that have none. */
export const liveClinics = (
  live: Live,
): { readonly all: Accessor<readonly Clinic[]>; readonly ready: Accessor<boolean> } => {
  const definition = productCatalog.named('clinics');
  const query = createMemo(() =>
    definition && live.can('view', definition)
      ? { collection: definition, filter: everything, sort: defaultSort(definition) }
      : null,
  );
  const list = live.list(query);
  const all = createMemo((): Clinic[] => {
    if (!definition) return [];
    return list.ids().flatMap((id) => {
      const record = live.record(definition, id);
      return record ? [{ id, name: String(record['name']), slug: String(record['slug']) }] : [];
    });
  });
  return { all, ready: createMemo(() => query() === null || list.ready()) };
};
