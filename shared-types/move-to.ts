import type { Collection, Patch } from './collection.ts';
import { parseValues } from './command.ts';
import type { Field } from './fields/field.ts';
import { link } from './fields/link.ts';

/** The argument of a deletion or a change that says so. Made when it is asked for: which part of a built client runs first is not said. */
export const moveTo = (): Field =>
  link({
    label: 'Move to',
    to: 'self',
    help: 'Where it is deleted or made inactive: what would refuse that points at this one instead.',
  });

/** Where what points at the record goes. */
export const moveToIn = ({ moveTo: given }: Patch, { label }: Collection): string | null =>
  (parseValues(given === undefined ? {} : { moveTo: given }, { moveTo: moveTo() }, label.one)['moveTo'] as
    | string
    | null) ?? null;
