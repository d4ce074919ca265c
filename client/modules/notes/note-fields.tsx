import Lock from 'lucide-solid/icons/lock';
import Users from 'lucide-solid/icons/users';
import { For, Show, createUniqueId, type JSX } from 'solid-js';
import { noteTypes, proposedVisibility, type NoteVisibility } from '#shared/modules/notes.ts';
import { Button } from '#client/components/button.tsx';
import { ToneDot } from '#client/components/chip.tsx';
import { cls } from '#client/components/class.ts';
import { KeyHint } from '#client/components/key-hint.tsx';
import { TextArea } from '#client/components/text-input.tsx';
import type { NoteDraft } from './note-draft.ts';

/** The most that a note holds; counted where it comes near. */
const most = 10_000;
const nearly = 9_500;

type NoteFieldsProps = {
  draft: NoteDraft;
  onChange: (draft: NoteDraft) => void;
  /** What the text is, for a screen reader. */
  label: string;
  placeholder?: string;
  /** Its type, who sees it and the buttons are there. */
  open: boolean;
  /** Who sees it is this person's to say. */
  mayRestrict: boolean;
  error: string | undefined;
  onSave: () => void;
  onCancel: () => void;
  /** What marks the text of a new note, for the key that leads to it. */
  composer?: boolean;
  autofocus?: boolean;
};

/** What a note is written with: its text, its type, and, for admins, who sees it. Ctrl+Enter saves, Escape leaves it. */
export const NoteFields = (props: NoteFieldsProps): JSX.Element => {
  const errorId = createUniqueId();
  const change = (patch: Partial<NoteDraft>): void => props.onChange({ ...props.draft, ...patch });
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) props.onSave();
    else if (event.key === 'Escape') props.onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="flex flex-col gap-2" onKeyDown={keys}>
      <div class="relative">
        <TextArea
          rows={1}
          class={cls('w-full resize-none', !props.open && 'touch:min-h-11')}
          style={{ 'min-height': props.open ? '4.5rem' : undefined }}
          label={props.label}
          placeholder={props.placeholder}
          maxlength={most}
          describedBy={props.error ? errorId : undefined}
          invalid={props.error !== undefined}
          autofocus={props.autofocus}
          data-composer={props.composer ? '' : undefined}
          value={props.draft.content}
          onInput={(content) => change({ content })}
        />
        <Show when={props.composer && !props.open}>
          <span class="pointer-events-none absolute top-1.5 right-2">
            <KeyHint keys="m" />
          </span>
        </Show>
      </div>
      <Show when={props.error}>
        {(message) => (
          <p id={errorId} role="alert" class="text-small text-danger">
            {message()}
          </p>
        )}
      </Show>
      <Show when={props.open}>
        <TypeChoice
          draft={props.draft}
          onChoose={(type) => change({ type, ...(props.mayRestrict ? { visibility: proposedVisibility(type) } : {}) })}
        />
        <div class="flex flex-wrap items-center gap-2">
          <Show when={props.mayRestrict}>
            <VisibilityChoice visibility={props.draft.visibility} onChoose={(visibility) => change({ visibility })} />
          </Show>
          <span class="ml-auto flex items-center gap-2">
            <Show when={props.draft.content.length > nearly}>
              <span class="tabular text-small text-muted" role="status">
                {most - props.draft.content.length} left
              </span>
            </Show>
            <Button small variant="quiet" class="touch:min-h-11" onClick={() => props.onCancel()}>
              Cancel
            </Button>
            <Button small variant="primary" class="touch:min-h-11" tip="Ctrl+Enter" onClick={() => props.onSave()}>
              Save
            </Button>
          </span>
        </div>
      </Show>
    </div>
  );
};

type TypeChoiceProps = { draft: NoteDraft; onChoose: (type: NoteDraft['type']) => void };

/** One of a few, side by side: radio buttons, of which the arrows go through. */
const TypeChoice = (props: TypeChoiceProps): JSX.Element => {
  const name = createUniqueId();
  return (
    <div role="radiogroup" aria-label="Type of note" class="flex flex-wrap gap-0.5 touch:gap-1">
      <For each={noteTypes}>
        {({ value, label, tone }) => (
          <label
            class={cls(
              'inline-flex h-6 cursor-pointer items-center gap-1 rounded-full border px-1.5 text-small has-focus-visible:outline-2 has-focus-visible:outline-focus touch:h-11 touch:px-3',
              props.draft.type === value
                ? 'border-accent bg-accent-soft font-medium text-ink'
                : 'border-line text-muted hover:bg-hover',
            )}
          >
            <input
              type="radio"
              class="sr-only"
              name={name}
              value={value}
              checked={props.draft.type === value}
              onChange={() => props.onChoose(value)}
            />
            <ToneDot tone={tone} />
            {label}
          </label>
        )}
      </For>
    </div>
  );
};

type VisibilityChoiceProps = { visibility: NoteVisibility; onChoose: (visibility: NoteVisibility) => void };

/** Who sees it, said in words beside the lock: it must not be taken for the other. */
const VisibilityChoice = (props: VisibilityChoiceProps): JSX.Element => {
  const isLocked = (): boolean => props.visibility === 'admin_only';
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isLocked()}
      aria-label="For admins only"
      class={cls(
        'button button-small touch:min-h-11',
        isLocked() ? 'tone-amber border-line-strong bg-tone-soft text-tone-ink' : 'button-secondary',
      )}
      data-tip={isLocked() ? 'Only admins see this note' : 'Everyone who sees the record sees this note'}
      onClick={() => props.onChoose(isLocked() ? 'shared' : 'admin_only')}
    >
      <Show when={isLocked()} fallback={<Users size={14} class="flex-none" />}>
        <Lock size={14} class="flex-none" />
      </Show>
      {isLocked() ? 'Admins only' : 'Shared'}
    </button>
  );
};
