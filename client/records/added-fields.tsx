import { For, createMemo, type Accessor, type JSX } from 'solid-js';
import { createStore } from 'solid-js/store';
import { Dynamic } from 'solid-js/web';
import { fieldEntries, type Collection, type Patch } from '#shared/collection.ts';
import { InvalidValue, type Field } from '#shared/fields/field.ts';
import { FieldFrame } from '#client/components/field-frame.tsx';
import { draftOf, readDraft } from '#client/fields/known-views.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { isEmptyValue } from './field-value.tsx';

/** The names of the fields that the tenant added, in their order. */
export const addedFields = (definition: Collection): string[] =>
  fieldEntries(definition).flatMap(([name, field]) => (field.custom ? [name] : []));

/** What is typed into the fields that the tenant added, in a form that is otherwise written by hand. */
export type AddedInputs = {
  readonly names: Accessor<readonly string[]>;
  readonly field: (name: string) => Field;
  readonly draft: (name: string) => unknown;
  readonly error: (name: string) => string | undefined;
  readonly set: (name: string, draft: unknown) => void;
  /** Says beside each field what is wrong with it; false where something is. */
  readonly check: () => boolean;
  /** What is given, as a command takes it. */
  readonly args: () => Patch;
  /** Shows what a refusal says of these fields, and gives what it says of others. */
  readonly takeProblems: <P extends { readonly field: string; readonly message: string }>(
    problems: readonly P[],
  ) => P[];
  readonly clear: () => void;
};

export const createAddedInputs = (definition: Accessor<Collection>): AddedInputs => {
  const [drafts, setDrafts] = createStore<Record<string, unknown>>({});
  const [errors, setErrors] = createStore<Record<string, string | undefined>>({});
  const names = createMemo(() => addedFields(definition()));
  // A field that is taken out of use is asked for once more on its way out.
  const known = new Map<string, Field>();
  const fieldNamed = (name: string): Field => {
    const field = definition().fields[name] ?? known.get(name);
    if (!field) throw new Error(`${definition().name} has no field ${name}`);
    known.set(name, field);
    return field;
  };
  const draft = (name: string): unknown => drafts[name] ?? draftOf(null, fieldNamed(name));
  const problemOf = (name: string): string | undefined => {
    const field = fieldNamed(name);
    try {
      const read = readDraft(draft(name), field);
      if (isEmptyValue(read)) return field.required ? `${field.label} is required.` : undefined;
      field.kind.parse(read, field);
      return undefined;
    } catch (error) {
      if (error instanceof InvalidValue) return `${field.label} ${error.message}.`;
      throw error;
    }
  };
  return {
    names,
    draft,
    field: fieldNamed,
    error: (name) => errors[name],
    set: (name, typed) => {
      setDrafts(name, () => typed);
      setErrors(name, undefined);
    },
    check: () => {
      for (const name of names()) setErrors(name, problemOf(name));
      return names().every((name) => errors[name] === undefined);
    },
    args: () =>
      Object.fromEntries(
        names()
          .map((name) => [name, readDraft(draft(name), fieldNamed(name))] as const)
          .filter(([, value]) => !isEmptyValue(value)),
      ),
    takeProblems: (problems) => {
      const own = new Set(names());
      for (const { field, message } of problems) if (own.has(field)) setErrors(field, message);
      return problems.filter(({ field }) => !own.has(field));
    },
    clear: () => {
      for (const name of Object.keys(drafts)) setDrafts(name, undefined);
    },
  };
};

/** Their inputs, in the form's own grid. By name: what is typed stays while an admin changes the fields. */
export const AddedInputFields = (props: { inputs: AddedInputs; definition: Collection }): JSX.Element => (
  <For each={props.inputs.names()}>
    {(name) => {
      const field = createMemo(() => props.inputs.field(name));
      return (
        <FieldFrame
          label={field().label}
          required={field().required}
          help={field().help}
          error={props.inputs.error(name)}
          class={viewOf(field()).wide ? 'sm:col-span-2' : undefined}
        >
          {(control) => (
            <Dynamic
              component={viewOf(field()).Input}
              {...control}
              field={field()}
              definition={props.definition}
              value={props.inputs.draft(name)}
              onChange={(typed: unknown) => props.inputs.set(name, typed)}
            />
          )}
        </FieldFrame>
      );
    }}
  </For>
);
