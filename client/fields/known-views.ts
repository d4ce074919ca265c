import type { Field } from '#shared/fields/field.ts';
import type { KindView } from './view.ts';

/** The views of all kinds, by name. A kind that is made of others (rows) finds theirs here. */
const views = new Map<string, KindView>();

export const knowViews = (given: { readonly [kind: string]: KindView }): void => {
  for (const [kind, view] of Object.entries(given)) views.set(kind, view);
};

/** How a field is shown. Throws where its kind has no file here, or its screen does not import views-beyond-desk.ts. */
export const findView = ({ kind }: Field): KindView => {
  const view = views.get(kind.name);
  if (!view) throw new Error(`client/fields has no view for the kind ${kind.name}`);
  return view;
};

/** What an input of this field starts from. */
export const draftOf = (value: unknown, field: Field): unknown => {
  const { draft } = findView(field);
  return draft ? draft(value, field) : (value ?? '');
};

/** What was typed, as the field's `parse` accepts it. Throws `InvalidValue`. */
export const readDraft = (draft: unknown, field: Field): unknown => {
  const { read } = findView(field);
  return read ? read(draft, field) : draft;
};
