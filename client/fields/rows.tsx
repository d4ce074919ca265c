import { For, Show, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Field } from '#shared/fields/field.ts';
import type { Row } from '#shared/fields/rows.ts';
import { count } from '#client/lib/format.ts';
import { findView } from './known-views.ts';
import { lateInput } from './late-input.tsx';
import { blockView } from './block-view.ts';
import { columnsOf, draft, read, rowsIn } from './rows-draft.ts';
import type { CellProps, KindView } from './view.ts';

type LineProps = { row: Row & { readonly [column: string]: unknown }; columns: readonly (readonly [string, Field])[] };

/** The cells of a line that have something in them. */
const Cells = (props: LineProps & Pick<CellProps, 'definition' | 'record'> & { labelled?: boolean }): JSX.Element => (
  <For each={props.columns.filter(([name]) => props.row[name] !== null && props.row[name] !== undefined)}>
    {([name, column]) => (
      <span class="flex min-w-0 items-baseline gap-1">
        <Show when={props.labelled} fallback={<span class="sr-only">{column.label}: </span>}>
          <span class="text-muted">{column.label}</span>
        </Show>
        <Dynamic
          component={findView(column).Cell}
          field={column}
          definition={props.definition}
          value={props.row[name]}
          record={props.record}
        />
      </span>
    )}
  </For>
);

/** In a list how many there are; on a page each line with what it is, and below that its numbers. */
const Cell = (props: CellProps): JSX.Element => {
  const lines = createMemo(() => rowsIn(props.value));
  const numeric = (wanted: boolean): LineProps['columns'] =>
    columnsOf(props.field).filter(([, column]) => (findView(column).column.numeric ?? false) === wanted);
  return (
    <Show when={props.full} fallback={<span class="tabular">{count(lines().length, 'line', 'lines')}</span>}>
      <ul class="flex flex-col">
        <For each={lines()}>
          {(row) => (
            <li class="flex flex-col gap-0.5 border-t border-line py-1.5 first:border-0 first:pt-0">
              <span class="flex min-w-0 flex-wrap gap-x-2">
                <Cells row={row} columns={numeric(false)} definition={props.definition} record={props.record} />
              </span>
              <span class="flex min-w-0 flex-wrap gap-x-3 text-small">
                <Cells row={row} columns={numeric(true)} definition={props.definition} record={props.record} labelled />
              </span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
};

export const rows: KindView = {
  Input: lateInput(async () => (await import('./rows-input.tsx')).RowsInput),
  Cell,
  ...blockView,
  column: { width: 80, grow: 0, numeric: true },
  text: (value) => count(Array.isArray(value) ? value.length : 0, 'line', 'lines'),
  draft,
  read,
};
