import { tailorableFields } from '#shared/tailoring.ts';
import { pathOfField } from '#shared/csv/imported-words.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import type { Choice } from '#shared/fields/field.ts';
import type { Live } from '#client/live/types.ts';
import { commandOf } from '#client/store/commands.ts';

const choiceSetOf = (live: Live, definition: Collection, field: string): AnyRecord | undefined =>
  [...(live.catalog().tailoring['choiceSets']?.values() ?? [])].find(
    (set) => set['field'] === pathOfField(definition, field),
  );

/** Whether one may add to the choices of a field: they are the tenant's own, and one may change them. */
export const mayAddChoice = (live: Live, definition: Collection, field: string): boolean => {
  const sets = live.catalog().named('choiceSets');
  const path = pathOfField(definition, field);
  return (
    sets !== undefined &&
    live.can('update', sets) &&
    tailorableFields([definition]).some((one) => one.path === path) &&
    choiceSetOf(live, definition, field) !== undefined
  );
};

/** Adds a choice called so to a field's choices, for everyone. */
export const addChoice = async (
  live: Live,
  definition: Collection,
  field: string,
  label: string,
): ReturnType<Live['mutate']> => {
  const sets = live.catalog().named('choiceSets');
  const set = choiceSetOf(live, definition, field);
  if (!sets || !set) throw new Error(`${definition.name}.${field} has no choices of the tenant's own`);
  const choices = [...(set['choices'] as readonly Choice[]), { label: label.slice(0, 60) }];
  return live.mutate(commandOf(sets, 'update'), { id: set.id, patch: { choices } }, { base: set.version });
};
