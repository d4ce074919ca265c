import Ellipsis from 'lucide-solid/icons/ellipsis';
import Lock from 'lucide-solid/icons/lock';
import Pencil from 'lucide-solid/icons/pencil';
import Pin from 'lucide-solid/icons/pin';
import PinOff from 'lucide-solid/icons/pin-off';
import Trash from 'lucide-solid/icons/trash';
import Users from 'lucide-solid/icons/users';
import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import { noteTypes } from '#shared/modules/notes.ts';
import { Avatar } from '#client/components/avatar.tsx';
import { Chip } from '#client/components/chip.tsx';
import { cls } from '#client/components/class.ts';
import { Menu, type MenuItem } from '#client/components/menu.tsx';
import { timeZone, today } from '#client/lib/clock.ts';
import { describeMoment, exactMoment } from '#client/lib/format.ts';
import { createKeptDraft } from '#client/records/pane/kept-draft.ts';
import { KeptText } from '#client/records/pane/kept-text.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import type { Note, NoteDraft } from './note-draft.ts';
import { NoteEditor } from './note-editor.tsx';

type NoteItemProps = {
  note: Note;
  /** The name of the record that it is about. */
  about: string;
  /** What one did oneself is seen at once. */
  onOwn: () => void;
  onDelete: () => void;
};

/** From so many characters on, or so many lines, the rest of a text is a click away. */
const long = { characters: 420, lines: 8 };

const isLong = (text: string): boolean => text.length > long.characters || text.split('\n').length > long.lines;

/** A note: who wrote it, when, for whom, and what it says. */
export const NoteItem = (props: NoteItemProps): JSX.Element => {
  const { definition, live, send } = useRecordScreen();
  const [editing, setEditing] = createSignal(false);
  const [whole, setWhole] = createSignal(false);
  let item!: HTMLElement;
  const author = (): string => props.note.authorName ?? 'Someone';
  const type = createMemo(() => noteTypes.find(({ value }) => value === props.note.type));
  const isLocked = (): boolean => props.note.visibility === 'admin_only';
  const mayUpdate = createMemo(() => live.can('update', definition, props.note));
  const mayDelete = createMemo(() => live.can('delete', definition, props.note));
  const mayRestrict = createMemo(() => live.can('restrict', definition, props.note));

  const kept = createKeptDraft(live, () => (mayUpdate() ? `${definition.name}/${props.note.id}/content` : null));
  const left = (): NoteDraft | undefined => kept.before()?.typed as NoteDraft | undefined;

  const set = (patch: Partial<NoteDraft> & { readonly pinned?: boolean }, what: string): void => {
    void send(commandOf(definition, 'update'), props.note.id, { patch }, { describe: `${props.about}: note ${what}` });
    props.onOwn();
  };
  const remove = (): void => {
    props.onDelete();
    void send(commandOf(definition, 'delete'), props.note.id, {}, { describe: `${props.about}: note deleted` });
    props.onOwn();
  };
  const done = (): void => {
    setEditing(false);
    props.onOwn();
    // The editor had the focus.
    if (document.activeElement === document.body) item.focus();
  };
  const items = createMemo((): MenuItem[] => [
    ...(mayUpdate()
      ? [
          { label: 'Edit', icon: Pencil, run: () => setEditing(true) },
          props.note.pinned
            ? { label: 'Unpin', icon: PinOff, run: () => set({ pinned: false }, 'unpinned') }
            : { label: 'Pin to the top', icon: Pin, run: () => set({ pinned: true }, 'pinned') },
        ]
      : []),
    ...(mayRestrict()
      ? [
          isLocked()
            ? { label: 'Share with everyone', icon: Users, run: () => set({ visibility: 'shared' }, 'shared') }
            : { label: 'For admins only', icon: Lock, run: () => set({ visibility: 'admin_only' }, 'for admins only') },
        ]
      : []),
    ...(mayDelete() ? (['line', { label: 'Delete', icon: Trash, danger: true, run: remove }] as const) : []),
  ]);
  return (
    <article
      ref={(element) => (item = element)}
      tabindex={-1}
      class={cls(
        'group rounded-control border p-2.5 outline-none focus-visible:outline-2 focus-visible:outline-focus',
        isLocked() ? 'tone-amber border-dashed border-line-strong bg-tone-soft' : 'border-line bg-surface',
        live.pending(definition, props.note.id) && 'opacity-70',
      )}
      aria-label={`Note by ${author()}`}
    >
      <header class="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-0.5">
        <Avatar person={{ id: props.note.authorId ?? '', name: author() }} small />
        <span class="min-w-0 truncate text-row font-medium">{author()}</span>
        <span class="flex flex-none items-center gap-1.5">
          <Show when={props.note.type !== 'general' && type()}>
            {(known) => <Chip tone={known().tone}>{known().label}</Chip>}
          </Show>
          <Show when={isLocked()}>
            <Chip tone="amber" icon={Lock} tip="Only admins see this note">
              Admins only
            </Chip>
          </Show>
          <Show when={props.note.pinned}>
            <span class="text-muted" role="img" aria-label="Pinned" data-tip="Pinned">
              <Pin size={14} />
            </span>
          </Show>
        </span>
        <time
          class="tabular ml-auto flex-none text-small text-faint"
          datetime={props.note.createdAt}
          data-tip={exactMoment(props.note.createdAt, timeZone())}
        >
          {describeMoment(props.note.createdAt, today(), timeZone())}
        </time>
        <Show when={items().length > 0 && !editing()}>
          <Menu
            label={`More about the note by ${author()}`}
            items={items()}
            tip={false}
            class="button button-quiet button-small button-square -my-1 -mr-1 touch:size-11"
          >
            <Ellipsis size={16} />
          </Menu>
        </Show>
      </header>
      <Show
        when={editing()}
        fallback={
          <>
            <Show when={left()}>
              {(draft) => (
                <KeptText
                  text={draft().content}
                  label="this note"
                  onContinue={() => setEditing(true)}
                  onDiscard={kept.remove}
                />
              )}
            </Show>
            <p
              class={cls(
                'pt-1 text-row break-words whitespace-pre-line',
                isLong(props.note.content) && !whole() && 'line-clamp-6',
              )}
            >
              {props.note.content}
            </p>
            <Show when={isLong(props.note.content)}>
              <button
                type="button"
                class="link-text pt-1 text-small touch:min-h-11"
                aria-expanded={whole()}
                onClick={() => setWhole(!whole())}
              >
                {whole() ? 'Show less' : 'Show all'}
              </button>
            </Show>
            <Show when={props.note.editedAt}>
              {(at) => (
                <p class="pt-1 text-small text-faint" data-tip={exactMoment(at(), timeZone())}>
                  Edited {describeMoment(at(), today(), timeZone())}
                </p>
              )}
            </Show>
          </>
        }
      >
        <div class="pt-2">
          <NoteEditor note={props.note} about={props.about} mayRestrict={mayRestrict()} kept={kept} onDone={done} />
        </div>
      </Show>
    </article>
  );
};
