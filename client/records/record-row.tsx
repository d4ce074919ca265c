import { For, Match, Show, Switch, createMemo, type JSX } from 'solid-js';
import { titleOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { Avatar, Avatars } from '#client/components/avatar.tsx';
import { cls } from '#client/components/class.ts';
import { Skeleton } from '#client/components/skeleton.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { viewOf } from '#client/fields/view-of.ts';
import type { Column } from './columns.ts';
import { FieldValue, isEmptyValue } from './field-value.tsx';

type RecordRowProps = {
  definition: Collection;
  id: string;
  index: number;
  top: number;
  height: number;
  columns: readonly Column[];
  template: string;
  /** Two lines instead of columns. */
  card: boolean;
  href: string;
  selected: boolean;
  tabbable: boolean;
  onFocus: () => void;
  onOpen: () => void;
};

/** One record in the list. It changes in place as others work; a tint with their initials says who did. */
export const RecordRow = (props: RecordRowProps): JSX.Element => {
  const live = useLive();
  const record = createMemo((): AnyRecord | null | undefined => live.record(props.definition, props.id));
  const recentEdit = createMemo(() => live.recentEdit(props.definition, props.id));
  const open = (event: MouseEvent): void => {
    // The name is a real link: a new tab, a copied address and middle click are the browser's.
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (getSelection()?.toString()) return;
    event.preventDefault();
    props.onOpen();
  };
  return (
    <div
      role="row"
      data-index={props.index}
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      tabindex={props.tabbable ? 0 : -1}
      class={cls(
        'focus-inset absolute inset-x-0 top-0 cursor-pointer border-b border-line text-row scroll-mt-9',
        props.selected ? 'bg-accent-soft' : 'hover:bg-hover',
        recentEdit() && 'motion-touched',
      )}
      style={{ transform: `translateY(${props.top}px)`, height: `${props.height}px` }}
      onFocus={() => props.onFocus()}
      onClick={open}
    >
      <Show when={props.selected}>
        <span class="absolute inset-y-0 left-0 w-0.5 bg-accent" />
      </Show>
      <Switch>
        <Match when={record() === undefined}>
          <div role="gridcell" class="flex h-full items-center px-4">
            <Skeleton class="w-40" />
          </div>
        </Match>
        <Match when={record() === null}>
          <div role="gridcell" class="flex h-full items-center px-4 text-faint italic">
            No longer in your view
          </div>
        </Match>
        <Match when={record()}>
          {(known) => (
            <Show when={props.card} fallback={<Cells {...props} record={known()} />}>
              <CardCells {...props} record={known()} />
            </Show>
          )}
        </Match>
      </Switch>
      <Show when={live.pending(props.definition, props.id)}>
        <span
          class="motion-breathe absolute top-1/2 left-1.5 size-1.5 -translate-y-1/2 rounded-full bg-accent"
          role="img"
          aria-label="Being saved"
        />
      </Show>
      <Show when={recentEdit()}>
        {(by) => (
          <span class="pointer-events-none absolute inset-y-0 right-2 flex items-center">
            <Avatar person={by().by} small tip={`Changed by ${by().by.name}`} class="ring-2 ring-surface" />
          </span>
        )}
      </Show>
    </div>
  );
};

type CellsProps = RecordRowProps & { record: AnyRecord };

const Name = (props: CellsProps): JSX.Element => {
  const live = useLive();
  return (
    <span class="flex min-w-0 items-center gap-2">
      <a href={props.href} tabindex={-1} noScroll class="truncate font-medium text-ink no-underline hover:underline">
        {titleOf(props.definition, props.record)}
      </a>
      <Avatars people={live.presence(props.definition, props.id)} small doing="has this open" />
    </span>
  );
};

const Cells = (props: CellsProps): JSX.Element => (
  <div
    class="grid h-full items-center gap-4 px-4"
    role="presentation"
    style={{ 'grid-template-columns': props.template }}
  >
    <For each={props.columns}>
      {(column) => (
        <div role="gridcell" class={cls('flex min-w-0 items-center', column.view.column.numeric && 'justify-end pr-4')}>
          <Show when={!column.isTitle} fallback={<Name {...props} />}>
            <FieldValue
              definition={props.definition}
              field={column.field}
              value={props.record[column.names[0] ?? '']}
              record={props.record}
            />
          </Show>
        </div>
      )}
    </For>
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
    <div role="gridcell" class="flex h-full flex-col justify-center gap-0.5 px-3">
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
        <For each={facts()}>
          {(fact, at) => (
            <>
              {at() > 0 ? <span aria-hidden="true">·</span> : null}
              <FieldValue
                definition={props.definition}
                field={fact.field}
                value={props.record[fact.name]}
                record={props.record}
              />
            </>
          )}
        </For>
      </div>
    </div>
  );
};
