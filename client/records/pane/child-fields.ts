import { fieldEntries, type AnyRecord, type Collection, type Patch } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import type { Filter } from '#shared/filter.ts';
import { viewOf } from '#client/fields/view-of.ts';

export type NamedField = { readonly name: string; readonly field: Field };

/** What a list of children shows of each, and what is needed to write one there. */
export type ChildFields = {
  /** What a child is called by, where that is one field. */
  readonly title: NamedField | null;
  /** The yes or no that a box before it ticks. */
  readonly tick: NamedField | null;
  /** There is more to a child than these: a form has the rest. */
  readonly hasMore: boolean;
  /** A new one needs more than its title. */
  readonly needsForm: boolean;
};

/** The fields that say whose child a record is: they are set by where it is written. */
const namesParent = ({ parent }: Collection, name: string): boolean => name === parent?.field || name === parent?.kind;

export const childFieldsOf = (definition: Collection): ChildFields => {
  const own = fieldEntries(definition)
    .filter(([name, field]) => !namesParent(definition, name) && !field.readOnly)
    .map(([name, field]) => ({ name, field }));
  const [first, second] = definition.title;
  const title = (second === undefined && own.find(({ name }) => name === first)) || null;
  const tick = own.find(({ name, field }) => definition.list.includes(name) && viewOf(field).ticks) ?? null;
  const rest = own.filter(({ name }) => name !== title?.name && name !== tick?.name);
  const isAsked = ({ field }: NamedField): boolean => field.required && field.default === undefined;
  return { title, tick, hasMore: title === null || rest.length > 0, needsForm: title === null || rest.some(isAsked) };
};

/** The sections of a child's form. */
export const childSections = (definition: Collection): Collection['form'] =>
  definition.form.map(({ title, fields }) => ({
    title,
    fields: fields.filter((name) => !namesParent(definition, name)),
  }));

/** What makes a record this one's child. */
export const childOf = ({ parent }: Collection, of: Collection, { id }: AnyRecord): Patch =>
  parent ? { [parent.field]: id, ...(parent.kind === undefined ? {} : { [parent.kind]: of.name }) } : {};

/** The children of this record. */
export const childrenFilter = (definition: Collection, of: Collection, record: AnyRecord): Filter => ({
  all: Object.entries(childOf(definition, of, record)).map(([field, value]) => ({ field, op: 'eq', value })),
});
