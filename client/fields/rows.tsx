import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { v7 } from 'uuid';
import type { Field } from '#shared/fields/field.ts';
import type { Row, RowsEdit } from '#shared/fields/rows.ts';
import { isEqual } from '#shared/equality.ts';
import { Button } from '#client/components/button.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { count } from '#client/lib/format.ts';
import { PresenceFilter, PresenceLabel } from './presence-filter.tsx';
import { draftOf, findView, readDraft } from './known-views.ts';
import type { CellProps, InputProps, KindView } from './view.ts';

/** A line as it is being typed. */
type Line = { readonly id: string; readonly cells: { readonly [column: string]: unknown } };

/** The lines that the editor began with, and what has been made of them. */
type Draft = { readonly was: readonly Row[]; readonly lines: readonly Line[] };

const rowsIn = (value: unknown): readonly Row[] => (Array.isArray(value) ? (value as readonly Row[]) : []);

const columnsOf = (field: Field): readonly (readonly [string, Field])[] => Object.entries(field.columns ?? {});

const typable = (field: Field): readonly (readonly [string, Field])[] =>
  columnsOf(field).filter(([, column]) => !column.readOnly);

const lineOf = (row: { readonly id: string; readonly [column: string]: unknown }, field: Field): Line => ({
  id: row.id,
  cells: Object.fromEntries(typable(field).map(([name, column]) => [name, draftOf(row[name] ?? null, column)])),
});

const draft = (value: unknown, field: Field): Draft => ({
  was: rowsIn(value),
  lines: rowsIn(value).map((row) => lineOf(row, field)),
});

const isDraft = (value: unknown): value is Draft => typeof value === 'object' && value !== null && 'lines' in value;

/** Only what was touched is sent: a line that someone else changes meanwhile is not written over. */
const read = (value: unknown, field: Field): unknown => {
  if (!isDraft(value)) return value;
  const before = draft(value.was, field);
  const put = value.lines
    .filter((line) => !isEqual(line, before.lines.find(({ id }) => id === line.id) ?? null))
    .map(({ id, cells }) => ({
      id,
      ...Object.fromEntries(typable(field).map(([name, column]) => [name, readDraft(cells[name], column)])),
    }));
  const ids = value.lines.map(({ id }) => id);
  const remove = value.was.map(({ id }) => id).filter((id) => !ids.includes(id));
  const kept = value.was.map(({ id }) => id).filter((id) => ids.includes(id));
  const moved = !isEqual(kept, ids.slice(0, kept.length));
  if (put.length === 0 && remove.length === 0 && !moved) return value.was.length > 0 ? value.was : null;
  const edit = { put, remove, ...(moved ? { order: ids } : {}) };
  // A new record has no lines yet to leave as they are.
  return value.was.length === 0 ? put : (edit as unknown as RowsEdit);
};

const Input = (props: InputProps): JSX.Element => {
  const now = createMemo((): Draft => (isDraft(props.value) ? props.value : draft(props.value, props.field)));
  let list: HTMLUListElement | undefined;
  let adder: HTMLButtonElement | undefined;

  // A line that is moved or removed takes the focus from what is in it, and to lose the focus is to save.
  let rearranging = false;
  const set = (lines: readonly Line[]): void => {
    rearranging = true;
    props.onChange({ was: now().was, lines });
    rearranging = false;
  };
  const setCell = (id: string, name: string, value: unknown): void =>
    set(now().lines.map((line) => (line.id === id ? { ...line, cells: { ...line.cells, [name]: value } } : line)));
  const focusLine = (id: string): void =>
    queueMicrotask(() =>
      list?.querySelector<HTMLElement>(`[data-line="${id}"] :is(input, select, textarea, button)`)?.focus(),
    );
  const add = (): void => {
    const defaults = Object.fromEntries(columnsOf(props.field).map(([name, column]) => [name, column.default ?? null]));
    const line = lineOf({ ...defaults, id: v7() }, props.field);
    set([...now().lines, line]);
    focusLine(line.id);
  };
  const remove = (at: number): void => {
    const left = now().lines.filter((_, index) => index !== at);
    set(left);
    const next = left[Math.min(at, left.length - 1)];
    if (next) focusLine(next.id);
    else queueMicrotask(() => adder?.focus());
  };
  const move = (at: number, by: number): void => {
    const lines = [...now().lines];
    const [line] = lines.splice(at, 1);
    if (!line || at + by < 0 || at + by > lines.length) return;
    lines.splice(at + by, 0, line);
    set(lines);
  };

  /** The focus goes with the line. */
  const moveBy = (from: EventTarget | null, at: number, by: number): void => {
    move(at, by);
    queueMicrotask(() => from instanceof HTMLElement && from.focus());
  };

  return (
    <div
      class="flex flex-col gap-2"
      role="group"
      aria-label={props.label ?? props.field.label}
      onFocusOut={(event) => rearranging && event.stopPropagation()}
    >
      <ul ref={(element) => (list = element)} class="flex flex-col gap-2 empty:hidden">
        <For each={now().lines.map(({ id }) => id)}>
          {(id, at) => (
            <li
              data-line={id}
              class="rounded-control border border-line p-2"
              aria-label={`Line ${at() + 1}`}
              onKeyDown={(event) => {
                if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
                event.preventDefault();
                event.stopPropagation();
                moveBy(event.target, at(), event.key === 'ArrowUp' ? -1 : 1);
              }}
            >
              <div class="flex flex-wrap items-end gap-2">
                <For each={typable(props.field)}>
                  {([name, column], place) => (
                    <div
                      class="flex min-w-0 flex-col gap-0.5 text-small text-muted"
                      style={{
                        flex: `${findView(column).column.grow || 1} 1 ${Math.min(findView(column).column.width, 150)}px`,
                      }}
                    >
                      <span aria-hidden="true">{column.label}</span>
                      <Dynamic
                        component={findView(column).Input}
                        label={`${column.label}, line ${at() + 1}`}
                        field={column}
                        definition={props.definition}
                        disabled={props.disabled}
                        invalid={props.invalid}
                        describedBy={props.describedBy}
                        autofocus={
                          at() === 0 && place() === 0 && ((props.inline ?? false) || (props.autofocus ?? false))
                        }
                        small
                        record={props.record}
                        value={now().lines[at()]?.cells[name]}
                        onChange={(value: unknown) => setCell(id, name, value)}
                      />
                    </div>
                  )}
                </For>
                <span class="flex flex-none">
                  <IconButton
                    label="Move the line up"
                    icon={ArrowUp}
                    onClick={(event) => moveBy(event.currentTarget, at(), -1)}
                  />
                  <IconButton
                    label="Move the line down"
                    icon={ArrowDown}
                    onClick={(event) => moveBy(event.currentTarget, at(), 1)}
                  />
                  <IconButton label="Remove the line" icon={X} onClick={() => remove(at())} />
                </span>
              </div>
            </li>
          )}
        </For>
      </ul>
      <Button
        ref={(element) => (adder = element)}
        small
        icon={Plus}
        class="self-start"
        id={props.id}
        disabled={props.disabled}
        aria-describedby={props.describedBy}
        autofocus={((props.inline ?? false) || (props.autofocus ?? false)) && now().lines.length === 0}
        onClick={add}
      >
        Add a line
      </Button>
    </div>
  );
};

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
  Input,
  Cell,
  FilterEditor: PresenceFilter,
  FilterLabel: PresenceLabel,
  multiline: true,
  wide: true,
  block: true,
  column: { width: 80, grow: 0, numeric: true },
  text: (value) => count(Array.isArray(value) ? value.length : 0, 'line', 'lines'),
  draft,
  read,
};
