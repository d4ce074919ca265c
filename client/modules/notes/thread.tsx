import ListFilter from 'lucide-solid/icons/list-filter';
import { For, Show, createMemo, createSignal, onCleanup, type Accessor, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { titleOf, type AnyRecord } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { notes, noteTypes, type NoteType } from '#shared/modules/notes.ts';
import { defaultSort } from '#shared/sort.ts';
import { Button } from '#client/components/button.tsx';
import { cls } from '#client/components/class.ts';
import { Menu, type MenuItem } from '#client/components/menu.tsx';
import { SearchInput } from '#client/components/search-input.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';
import type { ChildViewProps } from '#client/records/child-views.tsx';
import { useListFreeze } from '#client/records/list/list-freeze.ts';
import { childOf, childrenFilter } from '#client/records/pane/child-fields.ts';
import { RecordScreenProvider, createInnerScreen, useRecordScreen } from '#client/records/record-screen.tsx';
import { Composer } from './composer.tsx';
import type { Note } from './note-draft.ts';
import { NoteItem } from './note-item.tsx';

/** So many are shown at first: what else is known of the record comes below them. */
const mostAtFirst = { pane: 5, card: 3 };

/** What was written down about a record: where one writes, then what is pinned, then the newest. */
export const NoteThread = (props: ChildViewProps): JSX.Element => (
  <RecordScreenProvider screen={createInnerScreen(notes)}>
    <Thread of={props.of} record={props.record} brief={props.brief} />
  </RecordScreenProvider>
);

const Thread = (props: ChildViewProps): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const [type, setType] = createSignal<NoteType | null>(null);
  const [search, setSearch] = createSignal('');
  const [unfolded, setUnfolded] = createSignal(false);
  const filter = createMemo((): Filter => ({
    all: [
      childrenFilter(notes, props.of, props.record),
      ...(type() === null ? [] : [{ field: 'type', op: 'eq', value: type() } as const]),
      ...(search() === '' ? [] : [{ search: search() }]),
    ],
  }));
  const list = live.list(
    createMemo(() => ({ collection: screen.definition, filter: filter(), sort: defaultSort(screen.definition) })),
  );
  const isNarrowed = (): boolean => type() !== null || search() !== '';
  const values = createMemo(() => childOf(notes, props.of, props.record));
  /** A note as this person would write it: the right to write says whose, and for whom. */
  const candidate = (visibility: string): AnyRecord =>
    ({ ...values(), authorId: live.me()?.id ?? null, visibility }) as unknown as AnyRecord;
  const mayWrite = createMemo(() => live.can('create', notes, candidate('shared')));
  const mayRestrict = createMemo(() => live.can('restrict', notes, candidate('shared')));
  const about = (): string => titleOf(props.of, props.record);
  // What colleagues write would move the text under the eyes: it waits until the pointer has left.
  const freeze = useListFreeze(
    () => list,
    () => false,
  );
  onCleanup(live.onEvent(({ kind }) => (kind === 'undone' || kind === 'group-undone') && list.applyOwn()));
  const most = (): number => (unfolded() ? Infinity : mostAtFirst[props.brief ? 'card' : 'pane']);
  const shown = createMemo(() => list.ids().slice(0, most()));
  const hidden = (): number => list.ids().length - shown().length;
  const hasMany = createMemo((had: boolean) => had || list.ids().length > 3 || isNarrowed(), false);
  let section!: HTMLElement;

  /** A note that leaves loses the focus: the next one gets it, or the line where one writes. */
  const leave = (id: string): void => {
    const ids = shown();
    const at = ids.indexOf(id);
    const next = ids[at + 1] ?? ids[at - 1];
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      const item = next && section.querySelector<HTMLElement>(`[data-note="${next}"] article`);
      (item || section.querySelector<HTMLElement>('[data-composer]'))?.focus();
    });
  };
  return (
    <section
      ref={(element) => (section = element)}
      class={cls(!props.brief && 'border-b border-line px-3 py-3 sm:px-5')}
      aria-label={screen.definition.label.many}
    >
      <div class="flex min-h-7 items-center gap-2 pb-1 touch:min-h-11">
        {/* A heading of the pane's facts, or the first below a row. */}
        <Dynamic component={props.brief ? 'h2' : 'h3'} class="text-small font-semibold text-faint">
          {screen.definition.label.many}
        </Dynamic>
        {/* Where it moves nothing: what is read stands still until then. */}
        <Show when={list.diff().added > 0}>
          <Button small variant="quiet" class="text-accent!" onClick={() => list.applyDiff()}>
            Show {list.diff().added} new
          </Button>
        </Show>
        <Show when={hasMany() && !props.brief}>
          <div class="ml-auto flex items-center gap-1.5">
            <SearchInput
              class="control-small w-40 touch:min-h-11"
              label="Search in the notes"
              value={search()}
              onSearch={setSearch}
            />
            <TypeFilter type={type} onChoose={setType} />
          </div>
        </Show>
      </div>
      <Show when={mayWrite()}>
        <Composer
          of={props.of}
          record={props.record}
          values={values()}
          mayRestrict={mayRestrict()}
          onAdded={() => list.applyOwn()}
        />
      </Show>
      <ul class="flex flex-col gap-2 pt-2 empty:hidden" {...freeze.handlers}>
        <For each={shown()}>
          {(id) => (
            <li data-note={id}>
              <Show when={live.record(notes, id)} fallback={<Away isGone={live.record(notes, id) === null} />}>
                {(note) => (
                  <NoteItem
                    note={note() as Note}
                    about={about()}
                    onOwn={() => list.applyOwn()}
                    onDelete={() => leave(id)}
                  />
                )}
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={list.error()}>
        {(error) => (
          <p role="alert" class="pt-2 text-small text-danger">
            The notes could not be loaded. {error().message}
          </p>
        )}
      </Show>
      <Show when={!list.ready() && list.ids().length === 0 && !list.error()}>
        <div class="flex flex-col gap-2 pt-3" role="status" aria-label="Loading the notes">
          <Skeleton class="w-3/4" />
          <Skeleton class="w-1/2" />
        </div>
      </Show>
      <Show when={list.ready() && list.ids().length === 0}>
        <Show when={isNarrowed()} fallback={<Nothing mayWrite={mayWrite()} />}>
          <p class="pt-2 text-row text-muted" role="status">
            No note of this record matches.
          </p>
        </Show>
      </Show>
      <Show when={hidden() > 0}>
        <Button small variant="quiet" class="mt-1 touch:min-h-11" onClick={() => setUnfolded(true)}>
          Show {list.complete() ? `${hidden()} more` : 'more'}
        </Button>
      </Show>
      <Show when={hidden() === 0 && !list.complete() && list.ready()}>
        <Button small variant="quiet" class="mt-1 touch:min-h-11" busy={list.loading()} onClick={() => list.loadMore()}>
          Show earlier
        </Button>
      </Show>
    </section>
  );
};

/** Only said where one cannot write: the line for it says enough. */
const Nothing = (props: { mayWrite: boolean }): JSX.Element => (
  <Show when={!props.mayWrite}>
    <p class="text-row text-muted">No notes yet.</p>
  </Show>
);

/** Keeps the place of a note that left while the pointer was over the list, or that is read again. */
const Away = (props: { isGone: boolean }): JSX.Element => (
  <p class="rounded-control border border-dashed border-line p-2.5 text-row text-faint italic">
    {props.isGone ? 'No longer here' : ' '}
  </p>
);

type TypeFilterProps = { type: Accessor<NoteType | null>; onChoose: (type: NoteType | null) => void };

const TypeFilter = (props: TypeFilterProps): JSX.Element => {
  const items = createMemo((): MenuItem[] => [
    { label: 'All types', run: () => props.onChoose(null), checked: props.type() === null },
    'line',
    ...noteTypes.map(({ value, label }) => ({
      label,
      run: () => props.onChoose(value),
      checked: props.type() === value,
    })),
  ]);
  return (
    <Menu
      label={`Type: ${noteTypes.find(({ value }) => value === props.type())?.label ?? 'all'}`}
      items={items()}
      class={cls(
        'button button-quiet button-small button-square touch:size-11',
        props.type() !== null && 'text-accent!',
      )}
    >
      <ListFilter size={16} />
    </Menu>
  );
};
