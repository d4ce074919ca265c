import { fieldEntries, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { isUsed } from '#client/fields/target.ts';
import { viewOf } from '#client/fields/view-of.ts';
import type { Live } from '#client/live/types.ts';

/** The fields whose values are chosen rather than typed, as far as this person may set them. */
export const settable = (definition: Collection, live: Live): readonly { name: string; field: Field }[] =>
  fieldEntries(definition)
    .map(([name, field]) => ({ name, field }))
    .filter(
      ({ field }) =>
        !field.readOnly &&
        field.rawOf === undefined &&
        viewOf(field).instant === true &&
        !field.kind.isList &&
        isUsed(field, definition, live) &&
        (field.requires === undefined || live.can(field.requires, definition)),
    );

export const maySet = (definition: Collection, live: Live): boolean =>
  live.can('update', definition) && settable(definition, live).length > 0;

/** Whether there is anything that this person may do to several of these records at once. */
export const mayBulk = (definition: Collection, live: Live): boolean =>
  // Who may sign in, and as what, is decided for each person by themselves.
  !definition.internal && !definition.people && (maySet(definition, live) || live.can('delete', definition));
