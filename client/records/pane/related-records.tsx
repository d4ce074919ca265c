import { For, Show, createMemo, type JSX } from 'solid-js';
import type { Catalog } from '#shared/catalog.ts';
import { fieldEntries, type AnyRecord, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { referenceTo } from '#shared/fields/reference.ts';
import type { Filter } from '#shared/filter.ts';
import { defaultSort } from '#shared/sort.ts';
import { Keyed } from '#client/components/keyed.tsx';
import { RecordName } from '#client/fields/record-name.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { queryOf } from '#client/records/list/address.ts';
import { columnsOf } from '#client/records/list/columns.ts';
import { FieldValue } from '#client/records/field-value.tsx';

type Relation = { readonly definition: Collection; readonly name: string; readonly field: Field };

const pointsAt = (catalog: Catalog, field: Field, from: Collection, to: Collection): boolean =>
  catalog.targetOf(from, field)?.name === to.name || (field.of?.().some(({ name }) => name === to.name) ?? false);

/** Every field of any collection that leads here and that lists can be filtered by. */
const relationsTo = (catalog: Catalog, target: Collection): readonly Relation[] =>
  catalog.collections.flatMap((definition) =>
    fieldEntries(definition)
      // What only the product writes is in the timeline, and children have a list of their own.
      .filter(
        ([name, field]) =>
          !definition.internal &&
          definition.parent?.field !== name &&
          definition.filters.includes(name) &&
          pointsAt(catalog, field, definition, target),
      )
      .map(([name, field]) => ({ definition, name, field })),
  );

/** What belongs to this record: a company's contacts, a user's leads. */
export const RelatedRecords = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const relations = createMemo(() =>
    relationsTo(live.catalog(), screen.definition).filter((relation) => live.can('view', relation.definition)),
  );
  return (
    <Keyed each={relations()} by={({ definition, name }) => `${definition.name}.${name}`}>
      {(relation) => <Related relation={relation()} of={screen.definition} id={props.record.id} />}
    </Keyed>
  );
};

const most = 5;

const Related = (props: { relation: Relation; of: Collection; id: string }): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const definition = (): Collection => props.relation.definition;
  const filter = createMemo((): Filter => {
    const { name, field } = props.relation;
    if (field.of) return { field: name, op: 'eq', value: referenceTo(props.of, props.id) };
    return field.kind.isList
      ? { field: name, op: 'has', value: [props.id] }
      : { field: name, op: 'eq', value: props.id };
  });
  const list = live.list(
    createMemo(() => ({ collection: definition(), filter: filter(), sort: defaultSort(definition()) })),
  );
  const second = createMemo(() =>
    columnsOf(definition(), live).find((column) => !column.isTitle && !column.names.includes(props.relation.name)),
  );
  const listHref = createMemo(() => workspace.hrefOf(definition().name));
  const heading = (): string => {
    const { label } = definition();
    return props.relation.field.to === 'self' ? `${label.many} under this one` : label.many;
  };
  return (
    <Show when={list.ids().length > 0}>
      <section class="border-b border-line px-3 py-3 sm:px-5">
        <h3 class="flex items-baseline justify-between pb-1 text-small font-semibold text-faint">
          {heading()}
          <Show when={listHref()}>
            {(href) => (
              <a
                class="link-text font-normal touch:inline-flex touch:min-h-11 touch:items-center"
                href={href() + queryOf(filter(), defaultSort(definition()), definition())}
              >
                Show {list.complete() ? `all ${list.ids().length}` : 'all'}
              </a>
            )}
          </Show>
        </h3>
        <ul>
          <For each={list.ids().slice(0, most)}>
            {(id) => (
              <li>
                <a
                  href={workspace.href(`${definition().name}/${id}`)}
                  class="focus-inset -mx-2 flex h-8 items-center justify-between gap-3 rounded-control px-2 text-row no-underline hover:bg-hover touch:h-11"
                >
                  <RecordName definition={definition()} id={id} />
                  <span class="flex min-w-0 text-muted">
                    <Show when={second()}>
                      {(column) => (
                        <Show when={live.record(definition(), id)}>
                          {(record) => (
                            <FieldValue
                              definition={definition()}
                              field={column().field}
                              value={(record() as AnyRecord)[column().names[0] ?? '']}
                              record={record() as AnyRecord}
                            />
                          )}
                        </Show>
                      )}
                    </Show>
                  </span>
                </a>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
};
