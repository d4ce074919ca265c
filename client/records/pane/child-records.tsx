import Plus from 'lucide-solid/icons/plus';
import { For, Show, createComputed, createEffect, createMemo, createSignal, on, onCleanup, type JSX } from 'solid-js';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { defaultSort } from '#shared/sort.ts';
import { Button } from '#client/components/button.tsx';
import { cls } from '#client/components/class.ts';
import { childrenIn } from '#client/records/children-in.ts';
import { useChildViews } from '#client/records/child-views.tsx';
import { RecordForm } from '#client/records/form/record-form.tsx';
import { useListFreeze } from '#client/records/list/list-freeze.ts';
import { PickerLayer } from '#client/records/picker/picker-layer.tsx';
import { RecordScreenProvider, createInnerScreen, useRecordScreen } from '#client/records/record-screen.tsx';
import { AddChild } from './add-child.tsx';
import { childFieldsOf, childOf, childSections, childrenFilter } from './child-fields.ts';
import { ChildProgress } from './child-progress.tsx';
import { ChildRow } from './child-row.tsx';

/** What is part of this record: for each kind of child a list to write in. */
export const ChildRecords = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  // Names, not objects: a list is drawn again for a new object, and what is being typed in it would be lost.
  const views = useChildViews();
  const names = createMemo(
    () =>
      childrenIn(live, screen.definition)
        .map(({ name }) => name)
        .filter((name) => !(name in views)),
    [],
    { equals: (a, b) => a.join() === b.join() },
  );
  return (
    <For each={names()}>
      {(name) => (
        <Show when={live.catalog().named(name)}>
          {(child) => (
            // eslint-disable-next-line solid/reactivity -- the screen follows its definition by name
            <RecordScreenProvider screen={createInnerScreen(child())}>
              <Children of={screen.definition} parent={props.record} />
              <PickerLayer own={undefined} />
            </RecordScreenProvider>
          )}
        </Show>
      )}
    </For>
  );
};

const isNew = Symbol('a new one');

type ChildrenProps = { of: Collection; parent: AnyRecord };

const Children = (props: ChildrenProps): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const definition = createMemo(() => screen.definition);
  const fields = createMemo(() => childFieldsOf(definition()));
  const filter = createMemo(() => childrenFilter(definition(), props.of, props.parent));
  const list = live.list(
    createMemo(() => ({ collection: definition(), filter: filter(), sort: defaultSort(definition()) })),
  );
  const candidate = createMemo(() => childOf(definition(), props.of, props.parent));
  const mayCreate = createMemo(() => live.can('create', definition(), candidate() as AnyRecord));
  /** The id of the one that is edited, or that one is made; null while the form is closed. */
  const [form, setForm] = createSignal<string | typeof isNew | null>(null);
  const edited = createMemo<AnyRecord | null>((before) => {
    const id = form();
    if (id === null || id === isNew) return null;
    const record = live.record(definition(), id) as AnyRecord | null | undefined;
    // While it is read again, what is typed stays.
    return record === undefined && before?.id === id ? before : (record ?? null);
  }, null);
  // Deleted, or out of this person's sight: there is nothing left to save it to.
  createEffect(on(edited, (record) => record === null && form() !== isNew && setForm(null), { defer: true }));
  // What a colleague adds or deletes would move the next box under the pointer.
  const freeze = useListFreeze(
    () => list,
    () => false,
  );
  // What one undoes oneself is seen at once, as what one adds or deletes.
  onCleanup(live.onEvent(({ kind }) => (kind === 'undone' || kind === 'group-undone') && list.applyOwn()));
  const shown = createMemo(() => list.ids().filter((id) => live.record(definition(), id)));
  let rows: HTMLUListElement | undefined;
  let input: HTMLInputElement | undefined;

  const rowOf = (element: Element | null): number =>
    rows ? [...rows.children].findIndex((row) => row.contains(element)) : -1;
  /** Focuses the first row from `at` on, upwards or downwards, that is still there. */
  const focusRow = (at: number, step: 1 | -1, part: string): boolean => {
    const found = [...(rows?.children ?? [])].map((row) => row.querySelector<HTMLElement>(part));
    const next = (step > 0 ? found.slice(at) : found.slice(0, at + 1).toReversed()).find((one) => one !== null);
    next?.focus();
    return next !== undefined;
  };
  // A row that leaves loses the focus; the next one gets it.
  let focused = -1;
  createComputed(on(shown, () => (focused = rowOf(document.activeElement))));
  createEffect(
    on(shown, () => {
      if (focused >= 0 && document.activeElement === document.body)
        void (focusRow(focused, 1, focusable) || focusRow(focused - 1, -1, focusable) || input?.focus());
      focused = -1;
    }),
  );
  /** Up and down from box to box, or from name to name, and on into the line for a new one. */
  const walk = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || !(event.target instanceof HTMLElement) || event.defaultPrevented) return;
    const part = parts.find((one) => (event.target as HTMLElement).matches(one));
    const to = rowOf(event.target) + step;
    if (!part || to < 0) return;
    event.preventDefault();
    if (!focusRow(to, step, part) && step > 0) input?.focus();
  };

  return (
    <Show when={mayCreate() || list.ids().length > 0}>
      <section class="border-b border-line px-3 py-3 sm:px-5" aria-label={definition().label.many}>
        <div class="flex min-h-6 items-center justify-between gap-3 pb-1">
          <h3 class="text-small font-semibold text-faint">{definition().label.many}</h3>
          <Show when={fields().tick}>
            {(tick) => <ChildProgress definition={definition()} tick={tick()} filter={filter()} list={list} />}
          </Show>
        </div>
        <ul ref={(element) => (rows = element)} onKeyDown={walk} {...freeze.handlers}>
          <For each={list.ids()}>
            {(id) => (
              <li>
                <Show
                  when={live.record(definition(), id)}
                  fallback={
                    <EmptyRow isGone={live.record(definition(), id) === null} hasBox={fields().tick !== null} />
                  }
                >
                  {(record) => (
                    <ChildRow
                      record={record() as AnyRecord}
                      fields={fields()}
                      onEdit={() => setForm(id)}
                      onDelete={() => list.applyDiff()}
                    />
                  )}
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={list.error()}>
          {(error) => (
            <p role="alert" class="py-1 text-small text-danger">
              {error().message}
            </p>
          )}
        </Show>
        <Show when={!list.complete() && list.ready()}>
          <Button small variant="quiet" onClick={() => list.loadMore()}>
            Show more
          </Button>
        </Show>
        <Show when={mayCreate()}>
          <Show
            when={!fields().needsForm && fields().title}
            fallback={
              <Button small variant="quiet" icon={Plus} class="-ml-2" onClick={() => setForm(isNew)}>
                Add a {definition().label.one.toLowerCase()}
              </Button>
            }
          >
            {(title) => (
              <AddChild
                title={title()}
                values={candidate()}
                ref={(element) => (input = element)}
                onUp={() => focusRow(list.ids().length - 1, -1, focusable)}
                onAdded={() => list.applyDiff()}
              />
            )}
          </Show>
        </Show>
      </section>
      <Show when={form() === isNew || edited() !== null}>
        <RecordForm
          open
          record={edited() ?? undefined}
          onClose={() => setForm(null)}
          slots={{ sections: childSections(definition()), initial: candidate }}
        />
      </Show>
    </Show>
  );
};

/** Keeps the place of a child that a colleague deleted, until the pointer has left, or that is read again. */
const EmptyRow = (props: { isGone: boolean; hasBox: boolean }): JSX.Element => (
  <p class={cls('flex h-8 items-center text-row text-faint italic touch:h-11', props.hasBox && 'pl-7 touch:pl-9')}>
    {props.isGone ? 'No longer here' : ''}
  </p>
);

/** What can be walked in a row: the box before it, and its name. */
const parts = ['input[type=checkbox]', '[role=button]'];
const focusable = parts.join(', ');
