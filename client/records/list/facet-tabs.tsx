import { createMemo, type Accessor, type JSX } from 'solid-js';
import { fieldOf, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import type { Filter } from '#shared/filter.ts';
import { Keyed } from '#client/components/keyed.tsx';
import { chosenIn } from '#client/fields/conditions.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { ListAddress } from './address.ts';
import { Tab, Tabs } from './toolbar-row.tsx';

const canCount = (field: Field | undefined): boolean => field !== undefined && viewOf(field).parts !== undefined;

/** The field that the list is divided by: the first that every record has a value of, and few values. */
export const countedField = (definition: Collection): string | null => {
  const countable = definition.filters.filter((name) => canCount(fieldOf(definition, name)));
  return countable.find((name) => fieldOf(definition, name)?.required) ?? null;
};

/** How many records there are for each value of a choice; undefined until known, and for fields that are not counted. */
export const useFacetCounts = (
  definition: Accessor<Collection>,
  name: Accessor<string | null>,
  filter: Accessor<Filter>,
): { readonly rows: Accessor<ReadonlyMap<string, number> | undefined>; readonly ready: Accessor<boolean> } => {
  const live = useLive();
  const query = createMemo(() => {
    const by = name();
    return by && canCount(fieldOf(definition(), by)) ? { collection: definition(), filter: filter(), by: [by] } : null;
  });
  const facets = live.facets(query);
  const rows = createMemo(() => {
    const known = query() ? facets.rows() : undefined;
    return known && new Map(known.map((row) => [String(row[0] ?? ''), Number(row.at(-1))]));
  });
  return { rows, ready: facets.ready };
};

const sumOf = (numbers: Iterable<number>): number => [...numbers].reduce((sum, one) => sum + one, 0);

/** How many records the list holds, from its counts by one field; null while that cannot be known from them. */
export const totalOf = (
  counts: ReadonlyMap<string, number> | undefined,
  conditions: readonly Filter[],
): number | null => {
  if (!counts) return null;
  if (conditions.length === 0) return sumOf(counts.values());
  const { values, none } = chosenIn(conditions);
  if (values.length === 0 && !none) return null;
  return sumOf([...values, ...(none ? [''] : [])].map((value) => counts.get(value) ?? 0));
};

type FacetTabsProps = {
  definition: Collection;
  name: string;
  address: ListAddress;
  /** How many records there are for each value, without this field's own filter. */
  counts: ReadonlyMap<string, number> | undefined;
};

/** The list's parts with how many are in each, true as things change; one click shows a part alone. */
export const FacetTabs = (props: FacetTabsProps): JSX.Element => {
  const field = createMemo(() => fieldOf(props.definition, props.name));
  const chosen = createMemo(() => chosenIn(props.address.current().byField.get(props.name) ?? []).values);
  const total = createMemo(() => sumOf(props.counts?.values() ?? []));
  const parts = createMemo(() => {
    const known = field();
    const all = (known && viewOf(known).parts?.(known)) ?? [];
    // What is given to no record any more has a tab where some still have it.
    return all.filter(
      ({ value, retired }) => !retired || (props.counts?.get(value) ?? 0) > 0 || chosen().includes(value),
    );
  });
  const show = (value: string | null): void => {
    const known = field();
    const filters = value === null || !known ? [] : viewOf(known).partFilter?.(props.name, value);
    props.address.setField(props.name, filters ?? []);
  };
  return (
    <Tabs label={`${props.definition.label.many} by ${field()?.label.toLowerCase() ?? 'part'}`}>
      <Tab label="All" count={props.counts && total()} on={chosen().length === 0} onShow={() => show(null)} />
      <Keyed each={parts()} by={({ value }) => value}>
        {(part) => (
          <Tab
            label={part().label}
            count={props.counts && (props.counts.get(part().value) ?? 0)}
            on={chosen().includes(part().value)}
            onShow={() => show(part().value)}
          />
        )}
      </Keyed>
    </Tabs>
  );
};
