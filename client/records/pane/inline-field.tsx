import { Match, Show, Switch, createEffect, createMemo, createSignal, createUniqueId, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { InvalidValue, type Field } from '#shared/fields/field.ts';
import { isEqual } from '#shared/equality.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { asText } from '#client/fields/as-text.ts';
import { draftOf } from '#client/fields/known-views.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import { ConflictChoice } from '#client/records/changes/conflict-choice.tsx';
import { useLostTyping, type LostTyping } from '#client/records/changes/lost-typing.ts';
import { DoNotContactWarning, warnIfListed } from '#client/records/form/do-not-contact.tsx';
import { FactRow } from './fact-row.tsx';
import { readTyped } from './read-typed.ts';
import { InlineDisplay } from './inline-display.tsx';
import { createKeptDraft, type Draft } from './kept-draft.ts';
import { KeptText } from './kept-text.tsx';

export type InlineFieldProps = {
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
  /** Its label is for screen readers only: what stands around it says what it is. */
  unlabelled?: boolean | undefined;
  /** How the change is called beside "Undo"; made from the field and the record's name unless given. */
  describe?: string | undefined;
};

/** One fact of a record: read, and, with Enter, F2 or a click, changed in its place. */
export const InlineField = (props: InlineFieldProps): JSX.Element => {
  const screen = useRecordScreen();
  const [labelId, noteId, hintId] = [createUniqueId(), createUniqueId(), createUniqueId()];
  const view = createMemo(() => viewOf(props.field));
  const value = (): unknown => props.record[props.name];
  // eslint-disable-next-line solid/reactivity -- only how it begins
  const [editing, setEditing] = createSignal(props.startOpen ?? false);
  // eslint-disable-next-line solid/reactivity -- only how it begins
  const [draft, setDraft] = createSignal<unknown>(draftOf(props.record[props.name], props.field));
  // eslint-disable-next-line solid/reactivity -- only how it begins
  const [base, setBase] = createSignal(props.record.version);
  // eslint-disable-next-line solid/reactivity -- only how it begins
  let opened: unknown = props.record[props.name];
  const [error, setError] = createSignal<string>();
  const [conflict, setConflict] = createSignal<RefusalData>();
  /** Several may be chosen before they are saved; nothing else shows that they are not yet. */
  const chosenUnsaved = createMemo(
    () => !view().instant && typeof draft() === 'object' && !isEqual(draft(), draftOf(value(), props.field)),
  );
  const kept = createKeptDraft(screen.live, () =>
    props.mayEdit ? `${props.definition.name}/${props.record.id}/${props.name}` : null,
  );
  let display: HTMLElement | undefined;
  let editor: HTMLElement | undefined;

  const isTyped = (): boolean => editing() && !view().instant && !isEqual(draft(), draftOf(opened, props.field));
  const typed = (): LostTyping | null => (isTyped() ? { patch: { [props.name]: draft() }, base: base() } : null);
  // eslint-disable-next-line solid/reactivity -- of one record for as long as it is there
  useLostTyping(screen, props.record.id, typed, kept.remove);

  const freshDraft = (): Draft => ({
    typed: draftOf(value(), props.field),
    base: props.record.version,
    opened: value(),
  });
  const edit = (): void => {
    if (!props.mayEdit) return;
    const { typed, base: seen, opened: then } = kept.before() ?? freshDraft();
    setDraft(() => typed);
    setBase(seen);
    setError(undefined);
    opened = then;
    setConflict(undefined);
    setEditing(true);
  };
  const close = (refocus: boolean): void => {
    setEditing(false);
    setError(undefined);
    kept.remove();
    if (refocus) queueMicrotask(() => display?.focus());
    props.onDone?.();
  };
  // A key opens the editor wherever the focus is.
  createEffect(() => {
    const at = screen.editing();
    if (at?.id !== props.record.id || at.field !== props.name) return;
    screen.edit(null);
    edit();
  });
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
  /** Shows a refusal where the text was typed; where the editor is gone with its record, the screen shows it. */
  const showRefusal = (refusal: RefusalData, typed: unknown): boolean => {
    const isHere = display?.isConnected === true || editor?.isConnected === true;
    if (!isHere) return false;
    setDraft(() => typed);
    if (refusal.code === 'CONFLICT' && refusal.details?.field === props.name) setConflict(refusal);
    else {
      setError(refusal.message);
      setEditing(true);
    }
    return true;
  };
  const send = (patch: unknown, base: number, typed: unknown): void => {
    const { definition, name, record, describe } = props;
    const sent = screen.send(
      commandOf(definition, 'update'),
      record.id,
      { patch: { [name]: patch } },
      {
        base,
        ...(describe === undefined ? {} : { describe }),
        onRefused: (refusal) => showRefusal(refusal, typed),
      },
    );
    void sent.then((answer) =>
      answer.ok ? warnIfListed(screen.live, definition, record.id, { [name]: patch }) : undefined,
    );
  };
  const commit = (typed: unknown, refocus: boolean): void => {
    const read = readable(typed);
    if (!read) return;
    close(refocus);
    if (isEqual(read.parsed, value())) return;
    // One's own change may have been confirmed while this was open: what one saw is what is there.
    send(read.value, isEqual(value(), opened) ? props.record.version : base(), typed);
  };
  const mine = (): void => {
    const version = conflict()?.details?.version;
    setConflict(undefined);
    const read = readable(draft());
    if (read) send(read.value, version ?? props.record.version, draft());
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
    <FactRow label={props.field.label} labelId={labelId} block={view().block} unlabelled={props.unlabelled}>
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
              record={props.record}
              label={props.field.label}
              describedBy={error() ? noteId : chosenUnsaved() ? hintId : undefined}
              invalid={error() !== undefined}
              required={props.field.required}
              small
              inline
              value={draft()}
              onChange={(next: unknown) => {
                setDraft(() => next);
                setError(undefined);
                if (!view().instant) kept.keep({ typed: next, base: base(), opened });
                if (view().instant) commit(next, true);
              }}
              onClose={() => editing() && view().instant && close(true)}
            />
            <Show when={props.definition.doNotContact?.by.includes(props.name)}>
              <DoNotContactWarning definition={props.definition} name={props.name} draft={draft()} />
            </Show>
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
                Saved when you leave this field. <span class="touch:hidden">Enter saves, Esc cancels.</span>
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
          <Show when={kept.before()}>
            {(typed) => (
              <KeptText
                text={asText(typed().typed)}
                label={props.field.label}
                onContinue={edit}
                onDiscard={kept.remove}
              />
            )}
          </Show>
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
    </FactRow>
  );
};
