import type { AnyRecord, Collection } from './collection.ts';
import { invalid } from './refusal.ts';

/** What every record has beside its fields, and may be asked for like these; `id` and `version` always come. */
const systemNames = ['createdAt', 'createdBy', 'updatedAt', 'updatedBy'];

/** The most that a list can be asked for by name. */
const most = 200;

/** The fields that a list is asked for; null where it says none: all of them. Throws VALIDATION_ERROR for an unknown one. */
export const parseFields = (input: unknown, definition: Collection): readonly string[] | null => {
  if (input === undefined || input === null) return null;
  if (!Array.isArray(input) || input.length === 0 || input.length > most)
    throw invalid('fields', `Name 1 to ${most} fields, or leave "fields" out for all of them.`);
  const names = new Set<string>();
  for (const name of input) {
    if (name === 'id' || name === 'version') continue;
    if (typeof name !== 'string' || !(Object.hasOwn(definition.fields, name) || systemNames.includes(name)))
      throw invalid('fields', `${definition.label.many} have no field "${String(name).slice(0, 60)}".`);
    names.add(name);
  }
  return [...names];
};

/** Of a record what was asked for; what its reader does not see is left out, as it is of the whole record. */
export const onlyFields = (record: AnyRecord, fields: readonly string[]): AnyRecord => {
  const asked: Record<string, unknown> = { id: record.id, version: record.version };
  for (const name of fields) if (Object.hasOwn(record, name)) asked[name] = record[name];
  return asked as AnyRecord;
};
