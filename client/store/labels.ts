import { fieldOf, titleOf, type AnyRecord } from '#shared/collection.ts';
import type { Runnable } from '#shared/run-command.ts';

/** What a change is called in a toast and beside "Undo": "Status of Kavya Raman". */
export const labelOf = (command: Runnable, record: AnyRecord | null, fields: readonly string[]): string => {
  const { collection: definition, verb } = command;
  const one = definition.label.one.toLowerCase();
  const name = record ? titleOf(definition, record) : `this ${one}`;
  if (verb === 'create') return `New ${one} ${record ? name : ''}`.trim();
  if (verb === 'delete') return `Deletion of ${name}`;
  if (verb === 'restore') return `Return of ${name}`;
  const labels = fields.map((field) => fieldOf(definition, field)?.label ?? field);
  const [first, second] = labels;
  if (!first) return `Change of ${name}`;
  if (labels.length > 2) return `${labels.length} fields of ${name}`;
  return `${second ? `${first} and ${second.toLowerCase()}` : first} of ${name}`;
};

/** The fields that a person set, in the arguments of any command. */
export const fieldsAsked = (args: { readonly [name: string]: unknown }): string[] => {
  const { patch } = args;
  const given = typeof patch === 'object' && patch !== null ? patch : args;
  return Object.keys(given).filter((name) => name !== 'id' && name !== 'reason');
};

/** The value that a person gave for a field. */
export const valueAsked = (args: { readonly [name: string]: unknown }, field: string): unknown => {
  const { patch } = args;
  const given = typeof patch === 'object' && patch !== null ? (patch as { readonly [name: string]: unknown }) : args;
  return given[field];
};
