import { Match, Show, Switch, createMemo, createSignal, createUniqueId, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { InvalidValue, type Field } from '#shared/fields/field.ts';
import { isEqual } from '#shared/equality.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { cls } from '#client/components/class.ts';
import { toast } from '#client/components/toasts.ts';
import { draftOf } from '#client/fields/known-views.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { useLive } from '#client/live/live-context.tsx';
import { commandOf } from '#client/store/commands.ts';
import { handlingErrors } from '#client/live/handled-errors.ts';
import { ConflictChoice } from './conflict-choice.tsx';
import { InlineDisplay } from './inline-display.tsx';
import { readTyped } from './read-typed.ts';

type InlineFieldProps = {
  definition: Collection;
  name: string;
  field: Field;
  record: AnyRecord;
  mayEdit: boolean;
  /** Starts with the editor open: the person chose to fill this one in. */
  startOpen?: boolean | undefined;
  /** The editor closed, with or without a change. */
  onDone?: (() => void) | undefined;
  /** False where the screen around it offers the same (calling) in its own way. */
  action?: boolean | undefined;
  /** How the change is called beside "Undo"; made from the field and the record's name unless given. */
  describe?: string | undefined;
};

/** One fact of a record: read, and, with Enter, F2 or a click, changed in its place. */
export const InlineField = (props: InlineFieldProps): JSX.Element => {
  const live = useLive();
  const [labelId, noteId, hintId] = [createUniqueId(), createUniqueId(), createUniqueId()];
  const view = createMemo(() => viewOf(props.field));
  const value = (): unknown => props.record[props.name];
  // eslint-disable-next-line solid/reactivity -- only how it begins
  const [editing, setEditing] = createSignal(props.startOpen ?? false);
  // eslint-disable-next-line solid/reactivity -- only how it begins
  const [draft, setDraft] = createSignal<unknown>(draftOf(props.record[props.name], props.field));
  // eslint-disable-next-line solid/reactivity -- only how it begins
  const [base, setBase] = createSignal(props.record.version);
  const [error, setError] = createSignal<string>();
  const [conflict, setConflict] = createSignal<RefusalData>();
  /** Several may be chosen before they are saved; nothing else shows that they are not yet. */
  const chosenUnsaved = createMemo(
    () => !view().instant && typeof draft() === 'object' && !isEqual(draft(), draftOf(value(), props.field)),
  );
  let display: HTMLElement | undefined;
  let editor: HTMLElement | undefined;

  const edit = (): void => {
    if (!props.mayEdit) return;
    setDraft(() => draftOf(value(), props.field));
    setBase(props.record.version);
    setError(undefined);
    setConflict(undefined);
    setEditing(true);
  };
  const close = (refocus: boolean): void => {
    setEditing(false);
    setError(undefined);
    if (refocus) queueMicrotask(() => display?.focus());
    props.onDone?.();
  };
  /** What is to be sent, or undefined when what is typed cannot be. */
  const readable = (typed: unknown): { value: unknown; parsed: unknown } | undefined => {
    try {
      return readTyped(typed, props.field);
    } catch (thrown) {
      if (!(thrown instanceof InvalidValue)) throw thrown;
      setError(`${props.field.label} ${thrown.message}.`);
      return undefined;
    }
  };
  const send = async (patch: unknown, version: number, typed: unknown): Promise<void> => {
    const { definition, name, record, describe } = props;
    const answer = await handlingErrors(definition.name, record.id, () =>
      live.mutate(
        commandOf(definition, 'update'),
        { id: record.id, patch: { [name]: patch } },
        { base: version, ...(describe === undefined ? {} : { describe }) },
      ),
    );
    if (answer.ok) return;
    if (answer.error.code === 'CONFLICT' && answer.error.details?.field === name) {
      setDraft(() => typed);
      setConflict(answer.error);
      return;
    }
    if (!display?.isConnected && !editor?.isConnected) {
      // One has moved on to another record; the message must not be lost with the editor.
      toast(`${props.field.label} was not saved: ${answer.error.message}`, { failure: true });
      return;
    }
    setDraft(() => typed);
    setError(answer.error.message);
    setEditing(true);
  };
  const commit = (typed: unknown, refocus: boolean): void => {
    const read = readable(typed);
    if (!read) return;
    close(refocus);
    if (!isEqual(read.parsed, value())) void send(read.value, base(), typed);
  };
  const mine = (): void => {
    const version = conflict()?.details?.version;
    setConflict(undefined);
    const read = readable(draft());
    if (read) void send(read.value, version ?? props.record.version, draft());
  };
  const keys = (event: KeyboardEvent): void => {
    // Keys from a list or calendar that floats elsewhere bubble here through the component tree.
    if (!(event.target instanceof Node) || !editor?.contains(event.target)) return;
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.stopPropagation();
      // The page's own Escape would close the record around this.
      event.preventDefault();
      close(true);
    } else if (
      event.key === 'Enter' &&
      !event.defaultPrevented &&
      (!view().multiline || event.ctrlKey || event.metaKey)
    ) {
      event.preventDefault();
      commit(draft(), true);
    }
  };
  const left = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    const stays = to instanceof Element && (editor?.contains(to) || to.closest('[data-popper-positioner]'));
    if (stays || !editing()) return;
    if (!view().instant) commit(draft(), false);
    // What chooses at once has nothing left to save; a list that it floats closes it by itself.
    else if (to instanceof Element) close(false);
  };

  return (
    <div
      class={cls(
        'grid items-start gap-x-2',
        !view().block && 'grid-cols-[8.5rem_minmax(0,1fr)] max-sm:grid-cols-[6.5rem_minmax(0,1fr)]',
      )}
    >
      <div id={labelId} class="py-1.5 text-row text-muted touch:py-3">
        {props.field.label}
      </div>
      <div class="min-w-0">
        <Switch>
          <Match when={conflict()}>
            {(refusal) => (
              <ConflictChoice
                definition={props.definition}
                field={props.field}
                mine={readable(draft())?.parsed ?? draft()}
                theirs={refusal().details?.current}
                by={refusal().details?.by ?? null}
                onMine={mine}
                onTheirs={() => setConflict(undefined)}
              />
            )}
          </Match>
          <Match when={editing()}>
            <div ref={(element) => (editor = element)} class="-ml-2 py-0.5" onKeyDown={keys} onFocusOut={left}>
              <Dynamic
                component={view().Input}
                field={props.field}
                definition={props.definition}
                label={props.field.label}
                describedBy={error() ? noteId : chosenUnsaved() ? hintId : undefined}
                invalid={error() !== undefined}
                required={props.field.required}
                small
                inline
                value={draft()}
                record={props.record}
                onChange={(next: unknown) => {
                  setDraft(() => next);
                  setError(undefined);
                  if (view().instant) commit(next, true);
                }}
                onClose={() => editing() && view().instant && close(true)}
              />
              <Show
                when={
                  !isEqual(value(), undefined) &&
                  props.record.version !== base() &&
                  !isEqual(draftOf(value(), props.field), draft())
                }
              >
                <p class="sr-only">This record changed while you were typing.</p>
              </Show>
              <Show when={chosenUnsaved() && !error()}>
                <p id={hintId} role="status" class="pt-1 text-small text-muted">
                  Saved when you leave this field. <span class="touch:hidden">Enter saves, Esc takes it back.</span>
                </p>
              </Show>
              <Show when={error()}>
                {(message) => (
                  <p id={noteId} role="alert" class="pt-1 text-small text-danger">
                    {message()}
                  </p>
                )}
              </Show>
            </div>
          </Match>
          <Match when={true}>
            <InlineDisplay
              ref={(element) => (display = element)}
              definition={props.definition}
              field={props.field}
              record={props.record}
              value={value()}
              labelId={labelId}
              withAction={props.action !== false}
              onEdit={props.mayEdit ? edit : undefined}
            />
          </Match>
        </Switch>
      </div>
    </div>
  );
};
