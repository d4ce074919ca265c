import { For, Show, createMemo, createSignal, type JSX } from 'solid-js';
import { createStore } from 'solid-js/store';
import { Dynamic } from 'solid-js/web';
import { v7 } from 'uuid';
import { fieldOf, titleOf, type Collection, type Patch } from '#shared/collection.ts';
import { InvalidValue, type Field } from '#shared/fields/field.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { Button } from '#client/components/button.tsx';
import { Sheet } from '#client/components/dialog.tsx';
import { FieldFrame } from '#client/components/field-frame.tsx';
import { toast } from '#client/components/toasts.ts';
import { draftOf, readDraft } from '#client/fields/known-views.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { isUsed } from '#client/fields/target.ts';
import { useLive } from '#client/live/live-context.tsx';
import { commandOf } from '#client/store/commands.ts';
import { handlingErrors } from '#client/live/handled-errors.ts';
import { DuplicateWarning } from './duplicate-warning.tsx';
import { isEmptyValue } from './field-value.tsx';

type NewRecordProps = {
  definition: Collection;
  open: boolean;
  onClose: () => void;
  /** Shows a record: the one just made, or the one that was there already. */
  onOpen: (id: string) => void;
};

/** A form made of the definition's sections. What was typed is kept when it is closed, until it is saved or cleared. */
export const NewRecord = (props: NewRecordProps): JSX.Element => {
  const live = useLive();
  const [drafts, setDrafts] = createStore<Record<string, unknown>>({});
  const [errors, setErrors] = createStore<Record<string, string | undefined>>({});
  const [failure, setFailure] = createSignal<RefusalData>();
  const [busy, setBusy] = createSignal(false);
  let form!: HTMLFormElement;

  const one = (): string => props.definition.label.one.toLowerCase();
  const isOffered = (field: Field): boolean =>
    !field.readOnly &&
    isUsed(field, props.definition, live) &&
    (!field.requires || live.can(field.requires, props.definition));
  const sections = createMemo(() =>
    props.definition.form.map(({ title, fields }) => ({
      title,
      fields: fields.flatMap((name) => {
        const field = fieldOf(props.definition, name);
        return field && isOffered(field) ? [{ name, field }] : [];
      }),
    })),
  );
  const draft = (name: string, field: Field): unknown =>
    name in drafts ? drafts[name] : draftOf(field.default ?? null, field);
  const valueOf = (name: string): unknown => {
    const field = fieldOf(props.definition, name);
    return field && draft(name, field);
  };
  const shownIn = ({ shownWhen }: Field): boolean => !shownWhen || shownWhen.in.includes(valueOf(shownWhen.field));
  const all = createMemo(() => sections().flatMap(({ fields }) => fields.filter(({ field }) => shownIn(field))));
  // By name: an input that a person types into stays while an admin adds a field, or renames this one.
  const titles = createMemo(() => sections().flatMap(({ title, fields }) => (fields.length > 0 ? [title] : [])));
  const namesIn = (title: string): string[] =>
    sections().flatMap((section) =>
      section.title === title ? section.fields.flatMap(({ name, field }) => (shownIn(field) ? [name] : [])) : [],
    );
  const known = new Map<string, Field>();
  // A field that is taken out of use is asked for once more on its way out.
  const fieldNamed = (name: string): Field => {
    const field = fieldOf(props.definition, name) ?? known.get(name);
    if (!field) throw new Error(`${props.definition.name} has no field ${name}`);
    known.set(name, field);
    return field;
  };
  const dirty = createMemo(() => Object.keys(drafts).some((name) => drafts[name] !== undefined));

  const clear = (): void => {
    setDrafts(Object.fromEntries(Object.keys(drafts).map((name) => [name, undefined])));
    for (const name of Object.keys(drafts)) setDrafts(name, undefined as never);
    setErrors(Object.fromEntries(Object.keys(errors).map((name) => [name, undefined])));
    setFailure(undefined);
  };
  /** What the field says of its draft; undefined when it is fine. */
  const problemOf = (name: string, field: Field): string | undefined => {
    try {
      const read = readDraft(draft(name, field), field);
      if (isEmptyValue(read)) return field.required && !Array.isArray(read) ? `${field.label} is required.` : undefined;
      field.kind.parse(read, field);
      return undefined;
    } catch (error) {
      if (error instanceof InvalidValue) return `${field.label} ${error.message}.`;
      throw error;
    }
  };
  const argsOf = (id: string): Patch => ({
    id,
    ...Object.fromEntries(
      all()
        .filter(({ name }) => name in drafts && drafts[name] !== undefined)
        .map(({ name, field }) => [name, readDraft(draft(name, field), field)] as const)
        .filter(([, value]) => !isEmptyValue(value) || Array.isArray(value)),
    ),
  });
  const focusFirstError = (): void => {
    queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  const takeRefusal = (error: RefusalData): void => {
    const found =
      error.details?.problems ?? (error.details?.field ? [{ field: error.details.field, message: error.message }] : []);
    const shown = found.filter((problem) => all().some(({ name }) => name === problem.field));
    for (const problem of shown) setErrors(problem.field, problem.message);
    // What no field here can show stands above the buttons.
    if (shown.length === 0) setFailure(error);
    focusFirstError();
  };
  const save = async (another: boolean): Promise<void> => {
    if (busy()) return;
    setFailure(undefined);
    const problems = Object.fromEntries(all().map(({ name, field }) => [name, problemOf(name, field)]));
    setErrors(problems);
    if (Object.values(problems).some(Boolean)) return focusFirstError();
    setBusy(true);
    const id = v7();
    const args = argsOf(id);
    const create = commandOf(props.definition, 'create');
    // Who may not delete could not take it back.
    const undo = live.can('delete', props.definition);
    const answer = await handlingErrors(props.definition.name, id, () => live.mutate(create, args, { undo }));
    setBusy(false);
    if (!answer.ok) return takeRefusal(answer.error);
    clear();
    const name = answer.record ? titleOf(props.definition, answer.record) : props.definition.label.one;
    // The screen says each change with the way back; from here there is a way on as well.
    if (another) toast(`${name} was added.`, { about: id, action: { label: 'Show', run: () => props.onOpen(id) } });
    else if (!undo) toast(`${name} was added.`, { about: id });
    if (another) form.querySelector<HTMLElement>('input, textarea, button')?.focus();
    else {
      props.onClose();
      props.onOpen(id);
    }
  };

  return (
    <Sheet
      open={props.open}
      onClose={props.onClose}
      title={`New ${one()}`}
      stubborn
      footer={
        <>
          <Show when={failure()}>
            {(error) => (
              <p role="alert" class="mr-auto basis-full text-row text-danger">
                {error().message} What you typed is still here.
              </p>
            )}
          </Show>
          <Show when={dirty()}>
            <Button variant="quiet" class="sm:mr-auto" onClick={clear}>
              Clear
            </Button>
          </Show>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button class="max-sm:hidden" busy={busy()} onClick={() => void save(true)}>
            Save and add another
          </Button>
          <Button variant="primary" class="max-sm:flex-1" busy={busy()} onClick={() => void save(false)}>
            Add {one()}
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
        <For each={titles()}>
          {(title, place) => (
            <fieldset class="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-2">
              <legend class="pb-2 text-subheading">{title}</legend>
              <For each={namesIn(title)}>
                {(name, at) => {
                  const field = createMemo(() => fieldNamed(name));
                  return (
                    <FieldFrame
                      label={field().label}
                      required={field().required && field().default === undefined}
                      help={field().help}
                      error={errors[name]}
                      warning={
                        field().kind.identifies ? (
                          <DuplicateWarning
                            definition={props.definition}
                            name={name}
                            field={field()}
                            draft={drafts[name]}
                            onOpen={props.onOpen}
                          />
                        ) : undefined
                      }
                      class={viewOf(field()).wide ? 'sm:col-span-2' : undefined}
                    >
                      {(control) => (
                        <div onFocusOut={() => drafts[name] !== undefined && setErrors(name, problemOf(name, field()))}>
                          <Dynamic
                            component={viewOf(field()).Input}
                            {...control}
                            field={field()}
                            definition={props.definition}
                            autofocus={place() === 0 && at() === 0}
                            value={draft(name, field())}
                            record={drafts}
                            onChange={(value: unknown) => {
                              setDrafts(name, () => value);
                              setErrors(name, undefined);
                            }}
                          />
                        </div>
                      )}
                    </FieldFrame>
                  );
                }}
              </For>
            </fieldset>
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
