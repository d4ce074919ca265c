import { For, Show, createMemo, type JSX } from 'solid-js';
import type { Filter } from '#shared/filter.ts';
import { formatQueryFilter } from '#shared/query-string.ts';
import { today, timeZone } from '#client/lib/clock.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { addedFilters } from '#client/records/added-fields.ts';
import { splitByField, type FieldFilters } from '#client/records/list/address.ts';
import { FilterChip } from '#client/records/list/filter-chip.tsx';
import { listFilter, otherFilter, type DeskQuery } from './desk-query.ts';

type AddedFiltersProps = { query: DeskQuery; onChange: (change: Partial<DeskQuery>) => void };

/** Filters by the fields that the franchise added, each opened when it is wanted. */
export const AddedFilters = (props: AddedFiltersProps): JSX.Element => {
  const desk = useDesk();
  const names = createMemo(() => addedFilters(desk.definition));
  const byField = createMemo((): ReadonlyMap<string, readonly Filter[]> => {
    const filter = otherFilter(props.query.others, desk.definition);
    return filter ? splitByField(filter, desk.definition).byField : new Map();
  });
  const othersWith = (name: string, filters: readonly Filter[]): DeskQuery['others'] => {
    const kept = [...byField()].filter(([of]) => of !== name).flatMap(([, all]) => all);
    const all = [...kept, ...filters];
    return all.length === 0 ? [] : formatQueryFilter({ all }, desk.definition);
  };
  const filters: FieldFilters = {
    current: () => ({ byField: byField() }),
    without: (name) =>
      listFilter(
        { ...props.query, others: othersWith(name, []) },
        { definition: desk.definition, today: today(), timeZone: timeZone() },
      ),
    setField: (name, next) => props.onChange({ others: othersWith(name, next) }),
  };
  return (
    <Show when={names().length > 0}>
      <section aria-label="More filters">
        <h3 class="flex h-6 items-center px-2 text-small font-semibold text-faint">More</h3>
        <div class="flex flex-wrap gap-1.5 px-2 pt-1">
          <For each={names()}>
            {(name) => (
              <FilterChip definition={desk.definition} name={name} address={filters} isSet={byField().has(name)} />
            )}
          </For>
        </div>
      </section>
    </Show>
  );
};
