import { Show, createMemo, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { titleOf, type Collection } from '#shared/collection.ts';
import { Avatar } from '#client/components/avatar.tsx';
import { cls } from '#client/components/class.ts';
import { Keyed } from '#client/components/keyed.tsx';
import { viewOf } from '#client/fields/view-of.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { FieldValue } from '#client/records/field-value.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { columnKey, type Column } from './columns.ts';
import type { RowProps } from './list-item.tsx';
import { RowName } from './row-name.tsx';

type FieldsRowProps = RowProps & {
  columns: readonly Column[];
  template: string;
  /** Two lines instead of columns. */
  card: boolean;
  /** What is done with it from here. */
  actions?: Component<RowProps> | undefined;
};

/** A record in the list by its definition: its name, then the other fields of its list. A click anywhere opens it. */
export const FieldsRow = (props: FieldsRowProps): JSX.Element => {
  const screen = useRecordScreen();
  const open = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    // What is being selected to be copied opens nothing.
    if (getSelection()?.toString()) return;
    event.preventDefault();
    screen.open(props.record.id);
  };
  return (
    <div role="presentation" class="cursor-pointer" onClick={open}>
      <Show when={props.card} fallback={<Cells {...props} definition={screen.definition} />}>
        <CardCells {...props} definition={screen.definition} />
      </Show>
    </div>
  );
};

type CellsProps = FieldsRowProps & { definition: Collection };

const Name = (props: CellsProps): JSX.Element => (
  <span class="flex min-w-0 items-center gap-2">
    <Show when={props.definition.people}>
      <Avatar person={{ id: props.record.id, name: titleOf(props.definition, props.record) }} />
    </Show>
    <RowName
      id={props.record.id}
      name={titleOf(props.definition, props.record)}
      current={props.current}
      class="hover:underline"
    />
  </span>
);

const Cells = (props: CellsProps): JSX.Element => (
  <div
    class="grid h-10 items-center gap-4 px-4"
    role="presentation"
    style={{ 'grid-template-columns': props.template }}
  >
    <Keyed each={props.columns} by={columnKey}>
      {(column) => (
        <div
          role="gridcell"
          data-field={column().names.join(' ')}
          class={cls('flex min-w-0 items-center', column().view.column.numeric && 'justify-end pr-4')}
        >
          <Show when={!column().isTitle} fallback={<Name {...props} />}>
            <FieldValue
              definition={props.definition}
              field={column().field}
              value={props.record[column().names[0] ?? '']}
              record={props.record}
            />
          </Show>
        </div>
      )}
    </Keyed>
    <Show when={props.actions}>
      {(actions) => (
        // A click between two buttons is not meant for the row.
        <div role="gridcell" class="flex justify-end gap-1" onClick={(event) => event.preventDefault()}>
          <Dynamic component={actions()} record={props.record} current={props.current} />
        </div>
      )}
    </Show>
  </div>
);

/** On a phone: the name, one chip beside it, and under it the first things that are known. */
const CardCells = (props: CellsProps): JSX.Element => {
  const known = createMemo(() =>
    props.definition.list
      .filter((name) => !props.definition.title.includes(name) && !isEmptyValue(props.record[name]))
      .flatMap((name) => {
        const field = props.definition.fields[name];
        return field ? [{ name, field }] : [];
      }),
  );
  const chip = createMemo(() =>
    known().findLast(({ field }) => viewOf(field).onCard === 'chip' && field.choices?.some((choice) => choice.tone)),
  );
  const facts = createMemo(() =>
    known()
      .filter(({ field }) => viewOf(field).onCard === undefined)
      .slice(0, 2),
  );
  return (
    <div role="gridcell" class="flex h-17 flex-col justify-center gap-0.5 px-4">
      <div class="flex min-w-0 items-center justify-between gap-2 text-form">
        <Name {...props} />
        <Show when={chip()}>
          {(one) => (
            <FieldValue
              definition={props.definition}
              field={one().field}
              value={props.record[one().name]}
              record={props.record}
            />
          )}
        </Show>
      </div>
      <div class="flex min-w-0 gap-1.5 text-muted">
        <Keyed each={facts()} by={({ name }) => name}>
          {(fact, at) => (
            <>
              {at() > 0 ? <span aria-hidden="true">·</span> : null}
              <FieldValue
                definition={props.definition}
                field={fact().field}
                value={props.record[fact().name]}
                record={props.record}
              />
            </>
          )}
        </Keyed>
      </div>
    </div>
  );
};
