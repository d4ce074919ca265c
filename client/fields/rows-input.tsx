import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { For, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { v7 } from 'uuid';
import { Button } from '#client/components/button.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { findView } from './known-views.ts';
import { columnsOf, draft, isDraft, lineOf, typable, type Draft, type Line } from './rows-draft.ts';
import type { InputProps } from './view.ts';

/** The lines of a record, each a small form: added, moved, removed and filled in by the keyboard alone. */
export const RowsInput = (props: InputProps): JSX.Element => {
  const now = createMemo((): Draft => (isDraft(props.value) ? props.value : draft(props.value, props.field)));
  let list: HTMLUListElement | undefined;
  let adder: HTMLButtonElement | undefined;

  // What is in a line that is moved or removed loses the focus, and to lose the focus is to save.
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
