import { For, Show, createEffect, createMemo, createSignal, on, type Component, type JSX } from 'solid-js';
import { v7 } from 'uuid';
import { fieldOf, titleOf, type AnyRecord, type Patch } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { Button } from '#client/components/button.tsx';
import { Sheet } from '#client/components/dialog.tsx';
import { toast } from '#client/components/toasts.ts';
import type { InputProps } from '#client/fields/view.ts';
import { isUsed } from '#client/fields/target.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import { keptHere } from '#client/records/changes/undo-toasts.ts';
import { useLostTyping } from '#client/records/changes/lost-typing.ts';
import { answerOrKept, isRefused } from './answer-or-kept.ts';
import { undoOfCreation } from '#client/records/changes/undo-of-creation.ts';
import { warnIfListed } from './do-not-contact.tsx';
import { createFormDrafts, type FormField, type OwnCheck } from './form-drafts.ts';
import { keptTyping } from './kept-typing.ts';
import { RestoredNote } from './restored-note.tsx';
import { FormRow } from './form-row.tsx';

/** What stands below a field while it is being filled in: a likely duplicate. */
export type FieldWarning = Component<{ draft: unknown; onOpen: (id: string) => void }>;

/** What a module says of a field in its form; what it leaves out follows from the field's kind. */
export type FieldSlots = {
  readonly input?: Component<InputProps>;
  readonly help?: string | undefined;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly wide?: boolean;
  readonly check?: OwnCheck;
  readonly warning?: FieldWarning;
  /** Whether it is asked for; else what it holds at first is kept. */
  readonly offered?: () => boolean;
};

/** What a module puts into its form; what it leaves out follows from the definition. */
export type FormSlots = {
  readonly sections?: readonly { readonly title?: string; readonly fields: readonly string[] }[];
  readonly fields?: { readonly [name: string]: FieldSlots };
  /** What a new record holds before anything is typed. */
  readonly initial?: () => Patch;
  /** What has been typed elsewhere already, such as the number that was searched for; it is there as the form opens. */
  readonly begun?: () => Patch;
  /** How the creation is called beside "Undo". */
  readonly describe?: (values: Patch) => string;
  readonly submitLabel?: () => string | undefined;
};

type RecordFormProps = {
  open: boolean;
  onClose: () => void;
  /** The record that is edited; a new one is made without it. */
  record?: AnyRecord | undefined;
  slots?: FormSlots | undefined;
};

/**
 * The form of a record, to make one or to change several fields of one at a time. What was typed is kept when it is
 * closed, until it is saved or cleared.
 */
export const RecordForm = (props: RecordFormProps): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const one = (): string => screen.definition.label.one.toLowerCase();
  const [busy, setBusy] = createSignal(false);
  let form!: HTMLFormElement;

  const slotsOf = (name: string): FieldSlots => props.slots?.fields?.[name] ?? {};
  const isOffered = (name: string, field: Field): boolean =>
    slotsOf(name).offered?.() ??
    (!field.readOnly &&
      isUsed(field, screen.definition, live) &&
      (!field.requires || live.can(field.requires, screen.definition, props.record)));
  const sections = createMemo(() =>
    (props.slots?.sections ?? screen.definition.form).map(({ title, fields }) => ({
      title: title ?? '',
      fields: fields.flatMap((name): FormField[] => {
        const field = fieldOf(screen.definition, name);
        return field && isOffered(name, field) ? [{ name, field }] : [];
      }),
    })),
  );
  // Drawn by title and name: for a new object a row is drawn again, and an admin may change a label at any moment.
  const titles = createMemo(() => sections().map(({ title }) => title));
  const namesIn = (section: string): string[] => {
    const shown = sections()
      .find(({ title }) => title === section)
      ?.fields.filter(drafts.isAsked);
    return shown?.map(({ name }) => name) ?? [];
  };
  const fresh = createMemo((): Patch => props.slots?.initial?.() ?? {});
  const all = createMemo(() => sections().flatMap((section) => section.fields));
  // A field that is retired is asked for once more on its way out.
  const known = new Map<string, FormField>();
  const fieldNamed = (name: string): FormField => {
    const of = all().find((one) => one.name === name) ?? known.get(name);
    if (!of) throw new Error(`${screen.definition.name} has no field ${name} in its form`);
    known.set(name, of);
    return of;
  };
  // eslint-disable-next-line solid/reactivity -- a form is about one record for as long as it is there
  const editedId = props.record?.id;
  // eslint-disable-next-line solid/reactivity -- the version that the person saw as the form opened
  const [base, setBase] = createSignal(props.record?.version ?? 0);
  const drafts = createFormDrafts({
    fields: all,
    kept: () => keptTyping(live, `${screen.definition.name}/${editedId ?? 'new'}`, base()),
    initial: (name) => {
      if (props.record) return props.record[name];
      return name in fresh() ? fresh()[name] : fieldOf(screen.definition, name)?.default;
    },
    checkOf: (name) => slotsOf(name).check,
  });

  // One's own change that is being saved has an answer of its own.
  useLostTyping(screen, editedId, () => (busy() ? null : drafts.lost(base())), drafts.clear);

  const [isRestored, setRestored] = createSignal(false);
  createEffect(
    on(
      () => props.open,
      (isOpen) => {
        if (!isOpen) return void setRestored(false);
        const begun = Object.entries(props.slots?.begun?.() ?? {});
        // What was typed before and not saved is about someone else.
        for (const [name, value] of begun) drafts.set(name, value);
        if (begun.length > 0 || drafts.dirty()) return;
        const before = drafts.restore();
        setRestored(before !== null);
        if (before !== null) setBase(before);
      },
    ),
  );
  const open = (id: string): void => {
    props.onClose();
    screen.open(id, { byKeyboard: true });
  };
  const focusFirstError = (): void => {
    queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  /** Shown here while the form waits for the answer; later, where all refusals are. */
  const refusedHere = (): { readonly onRefused: (error: RefusalData) => boolean; readonly leave: () => void } => {
    let waits = true;
    return {
      leave: () => void (waits = false),
      onRefused: (error) => {
        if (!waits) return false;
        drafts.showRefusal(error);
        focusFirstError();
        return true;
      },
    };
  };
  const create = async (another: boolean): Promise<void> => {
    const id = v7();
    const given = Object.entries({ ...fresh(), ...drafts.values() }).filter(([, value]) => !isEmptyValue(value));
    const values = Object.fromEntries(given);
    const describe = props.slots?.describe?.(values);
    const undo = undoOfCreation(live, screen.definition);
    const { onRefused, leave } = refusedHere();
    const options = { undo, ...(describe === undefined ? {} : { describe }), onRefused };
    const sent = screen.send(commandOf(screen.definition, 'create'), id, values, options);
    const answer = await answerOrKept(live, sent);
    leave();
    if (isRefused(answer)) return;
    drafts.clear();
    void warnIfListed(live, screen.definition, id, values);
    const record = answer?.ok ? answer.record : live.record(screen.definition, id);
    const name = record ? titleOf(screen.definition, record) : screen.definition.label.one;
    const said = `${name} was added.${answer?.ok ? '' : keptHere}`;
    if (another) {
      toast(said, { about: id, action: { label: 'Show', run: () => open(id) } });
      form.querySelector<HTMLElement>('input, textarea, button')?.focus();
    } else {
      if (undo !== true) toast(said, { about: id });
      open(id);
    }
  };
  const update = async (record: AnyRecord): Promise<void> => {
    const patch = drafts.values();
    if (Object.keys(patch).length > 0) {
      const { onRefused, leave } = refusedHere();
      const options = { base: base(), onRefused };
      const sent = screen.send(commandOf(screen.definition, 'update'), record.id, { patch }, options);
      const answer = await answerOrKept(live, sent);
      leave();
      // Seen now, with the sentence that says who changed what: a second time it is meant.
      if (isRefused(answer)) return void setBase(answer.error.details?.version ?? record.version);
    }
    void warnIfListed(live, screen.definition, record.id, patch);
    drafts.clear();
    props.onClose();
  };
  const save = async (another: boolean): Promise<void> => {
    if (busy()) return;
    if (!drafts.checkAll()) return focusFirstError();
    setBusy(true);
    await (props.record ? update(props.record) : create(another));
    setBusy(false);
  };

  return (
    <Sheet
      open={props.open}
      onClose={props.onClose}
      title={props.record ? `Edit ${one()}` : `New ${one()}`}
      stubborn
      footer={
        <>
          <Show when={drafts.failure()}>
            {(error) => (
              <p role="alert" class="mr-auto basis-full text-row text-danger">
                {error().message} What you typed is still here.
              </p>
            )}
          </Show>
          <Show when={drafts.dirty()}>
            <Button variant="quiet" class="sm:mr-auto" onClick={drafts.clear}>
              Clear
            </Button>
          </Show>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Show when={!props.record}>
            <Button class="max-sm:hidden" busy={busy()} onClick={() => void save(true)}>
              Save and add another
            </Button>
          </Show>
          <Button variant="primary" class="max-sm:flex-1" busy={busy()} onClick={() => void save(false)}>
            {props.slots?.submitLabel?.() ?? (props.record ? 'Save' : `Add ${one()}`)}
          </Button>
        </>
      }
    >
      <form
        ref={(element) => (form = element)}
        class="flex flex-col gap-6"
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void save(false);
        }}
      >
        <RestoredNote shown={isRestored() && drafts.dirty()} />
        <For each={titles()}>
          {(title, index) => (
            <Show when={namesIn(title).length > 0}>
              <fieldset class="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-2">
                <legend class={title === '' ? 'sr-only' : 'pb-2 text-subheading'}>
                  {title || screen.definition.label.one}
                </legend>
                <For each={namesIn(title)}>
                  {(name, at) => (
                    <FormRow
                      definition={screen.definition}
                      of={fieldNamed(name)}
                      slots={slotsOf(name)}
                      drafts={drafts}
                      // What is being saved is no duplicate of itself.
                      looksForDuplicates={!busy() && !props.record}
                      autofocus={index() === 0 && at() === 0}
                      onOpen={open}
                    />
                  )}
                </For>
              </fieldset>
            </Show>
          )}
        </For>
        {/* Enter in a field saves; a form without a submit button would not. */}
        <button type="submit" class="sr-only" tabindex={-1} aria-hidden="true">
          Save
        </button>
      </form>
    </Sheet>
  );
};
