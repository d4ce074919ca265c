import { Show, createMemo, onCleanup, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { titleOf, type AnyRecord } from '#shared/collection.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { RecentEditMark } from './recent-edit-mark.tsx';
import { SelectBox } from './select-box.tsx';

export type RowProps<R extends AnyRecord = AnyRecord> = {
  record: R;
  /** The keyboard is at this row: only its controls are in the Tab order. */
  current: boolean;
};

/** What a row shows below its line when it is expanded. */
export type CardProps<R extends AnyRecord = AnyRecord> = { record: R };

type ListItemProps<R extends AnyRecord> = {
  row: Component<RowProps<R>>;
  card?: Component<CardProps<R>> | undefined;
  id: string;
  top: number;
  index: number;
  size: number;
  height: number;
  current: boolean;
  expanded: boolean;
  /** A row of a grid, whose first row is the heads of its columns; else an item of a list. */
  inGrid: boolean;
  /** It has a box to be selected by. */
  selectable: boolean;
  onSelect: (id: string, toHere: boolean) => void;
  onCardHeight: (height: number) => void;
};

/** One record's slot in the list, whatever its row looks like. */
export const ListItem = <R extends AnyRecord>(props: ListItemProps<R>): JSX.Element => {
  const screen = useRecordScreen();
  const record = createMemo(
    () => (props.index < 0 ? undefined : screen.live.record(screen.definition, props.id)) as R | null | undefined,
  );
  const isSelected = (): boolean => screen.selection.has(props.id);
  const isOpen = (): boolean => screen.openId() === props.id;
  const measure = (element: HTMLElement): void => {
    const observer = new ResizeObserver(
      ([entry]) => entry && props.onCardHeight(Math.ceil(entry.borderBoxSize[0]?.blockSize ?? 0)),
    );
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  };
  return (
    <Dynamic
      component={props.inGrid ? 'div' : 'li'}
      class="record-row"
      role={props.inGrid ? 'row' : undefined}
      data-id={props.id}
      data-current={screen.currentId() === props.id ? '' : undefined}
      data-open={isOpen() ? '' : undefined}
      data-selected={isSelected() ? '' : undefined}
      aria-setsize={props.inGrid ? undefined : props.size}
      aria-posinset={props.inGrid ? undefined : props.index + 1}
      aria-rowindex={props.inGrid ? props.index + 2 : undefined}
      aria-selected={props.inGrid ? (props.selectable ? isSelected() : isOpen()) : undefined}
      style={{
        transform: `translateY(${props.top}px)`,
        'min-height': `${props.height}px`,
        '--row-height': `${props.height - 1}px`,
      }}
      onFocusIn={() => screen.setCurrent(props.id)}
    >
      <Show
        when={record()}
        fallback={
          <span
            role={props.inGrid ? 'gridcell' : undefined}
            class="flex items-center px-4 text-faint italic"
            style={{ height: `${props.height - 1}px` }}
          >
            <Show when={record() === null} fallback={<span class="skeleton h-3 w-40" aria-hidden="true" />}>
              No longer here
            </Show>
          </span>
        }
      >
        {(known) => (
          <>
            <RecentEditMark id={props.id} />
            <Show when={props.selectable}>
              <span class="select-cell" role={props.inGrid ? 'gridcell' : undefined}>
                <SelectBox
                  label={`Select ${titleOf(screen.definition, known())}`}
                  tip={isSelected() ? undefined : 'Select (X)'}
                  checked={isSelected()}
                  tabindex={props.current ? 0 : -1}
                  onToggle={(event) => props.onSelect(props.id, event.shiftKey)}
                />
              </span>
            </Show>
            <Dynamic component={props.row} record={known()} current={props.current} />
            <Show when={props.expanded && props.card}>
              {(card) => (
                <div ref={measure} role={props.inGrid ? 'gridcell' : undefined} class="relative">
                  <Dynamic component={card()} record={known()} />
                </div>
              )}
            </Show>
          </>
        )}
      </Show>
    </Dynamic>
  );
};
