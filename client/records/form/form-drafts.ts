import { createMemo, createSignal, type Accessor } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { Patch } from '#shared/collection.ts';
import { InvalidValue, type Field } from '#shared/fields/field.ts';
import { isEqual } from '#shared/equality.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { draftOf, readDraft } from '#client/fields/known-views.ts';
import type { KeptTyping, Typed } from './kept-typing.ts';
import type { LostTyping } from '#client/records/changes/lost-typing.ts';
import { isRelevant } from '#client/records/relevant.ts';

export type FormField = { readonly name: string; readonly field: Field };

/** A module's own check of what was typed; undefined when it is fine. */
export type OwnCheck = (draft: unknown) => string | undefined;

type Ports = {
  readonly fields: Accessor<readonly FormField[]>;
  /** Where this device keeps what is typed, until it is saved or cleared; null until that is known. */
  readonly kept: () => KeptTyping | null;
  /** What a field holds before anything is typed. */
  readonly initial: (name: string) => unknown;
  readonly checkOf: (name: string) => OwnCheck | undefined;
};

export type FormDrafts = {
  readonly draft: (of: FormField) => unknown;
  readonly set: (name: string, draft: unknown) => void;
  /** All that is in the form now, by field. */
  readonly all: Accessor<Patch>;
  /** Whether a field is asked for beside what the others hold now. */
  readonly isAsked: (of: FormField) => boolean;
  readonly isTouched: (name: string) => boolean;
  readonly dirty: Accessor<boolean>;
  /** What would be lost with the form, by the version of its record that the person saw; null: nothing. */
  readonly lost: (base: number) => LostTyping | null;
  readonly errorOf: (name: string) => string | undefined;
  /** What no field here can show stands above the buttons. */
  readonly failure: Accessor<RefusalData | undefined>;
  /** Looks at one field once it is left. */
  readonly check: (of: FormField) => void;
  /** Looks at all of them; false where one is wrong. */
  readonly checkAll: () => boolean;
  /** What was typed and differs from what was there, as a command's arguments. */
  readonly values: () => Patch;
  readonly showRefusal: (error: RefusalData) => void;
  /** Brings back what was typed before the page or the session ended, and says the version that was seen; null: nothing. */
  readonly restore: () => number | null;
  readonly clear: () => void;
};

/** What is typed into a form and not saved yet. */
export const createFormDrafts = ({ fields, kept, initial, checkOf }: Ports): FormDrafts => {
  const [drafts, setDrafts] = createStore<{ [name: string]: { readonly value: unknown } | undefined }>({});
  const [errors, setErrors] = createStore<{ [name: string]: string | undefined }>({});
  const [failure, setFailure] = createSignal<RefusalData>();

  const before = ({ name, field }: FormField): unknown => draftOf(initial(name) ?? null, field);
  const draft = (of: FormField): unknown => {
    const typed = drafts[of.name];
    return typed ? typed.value : before(of);
  };
  const problemOf = (of: FormField): string | undefined => {
    const { name, field } = of;
    const own = checkOf(name)?.(draft(of));
    if (own !== undefined) return own;
    try {
      const read = readDraft(draft(of), field);
      if (!isEmptyValue(read)) field.kind.parse(read, field);
      else if (field.required && field.default === undefined) return `${field.label} is required.`;
      return undefined;
    } catch (error) {
      if (error instanceof InvalidValue) return `${field.label} ${error.message}.`;
      throw error;
    }
  };
  const all = createMemo((): Patch => Object.fromEntries(fields().map((of) => [of.name, draft(of)])));
  const isAsked = ({ field }: FormField): boolean => isRelevant(field, all());
  const typed = (): Typed['fields'] =>
    Object.fromEntries(Object.entries(drafts).flatMap(([name, one]) => (one ? [[name, one.value]] : [])));
  const dirty = createMemo(() => Object.values(drafts).some((one) => one !== undefined));
  const asked = (): readonly FormField[] => fields().filter(isAsked);
  return {
    draft,
    set: (name, value) => {
      setDrafts(name, { value });
      kept()?.write(typed());
      setErrors(name, undefined);
      setFailure(undefined);
    },
    all,
    isAsked,
    isTouched: (name) => drafts[name] !== undefined,
    dirty,
    lost: (base) => (dirty() ? { patch: typed(), base } : null),
    errorOf: (name) => errors[name],
    failure,
    check: (of) => setErrors(of.name, problemOf(of)),
    checkAll: () => {
      setFailure(undefined);
      const problems = asked().map((of) => [of.name, problemOf(of)] as const);
      for (const [name, problem] of problems) setErrors(name, problem);
      return problems.every(([, problem]) => problem === undefined);
    },
    values: () =>
      Object.fromEntries(
        asked()
          .filter((of) => drafts[of.name] && !isEqual(draft(of), before(of)))
          .map((of) => [of.name, readDraft(draft(of), of.field)]),
      ),
    showRefusal: (error) => {
      const { problems, field } = error.details ?? {};
      const found = problems ?? (field ? [{ field, message: error.message }] : []);
      const shown = found.filter((problem) => asked().some(({ name }) => name === problem.field));
      for (const problem of shown) setErrors(problem.field, problem.message);
      if (shown.length === 0) setFailure(error);
    },
    restore: () => {
      const before = kept()?.read();
      if (!before) return null;
      const known = fields().filter(({ name }) => name in before.fields);
      for (const { name } of known) setDrafts(name, { value: before.fields[name] });
      return known.length > 0 ? before.base : null;
    },
    clear: () => {
      kept()?.remove();
      for (const name of Object.keys(drafts)) setDrafts(name, undefined);
      for (const name of Object.keys(errors)) setErrors(name, undefined);
      setFailure(undefined);
    },
  };
};
