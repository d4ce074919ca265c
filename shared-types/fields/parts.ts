import type { Patch } from '#shared/collection.ts';
import { InvalidValue, type Field, type Fields } from './field.ts';
import { canonical } from '#shared/json.ts';
import { invalid } from '#shared/refusal.ts';

/** Values of which only parts were given, made whole with what the record holds. Throws VALIDATION_ERROR. */
export const mergeParts = (values: Patch, record: Patch | null, fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([name, given]) => {
      const field = fields[name];
      if (!field?.kind.merge || given === null) return [name, given];
      try {
        return [name, field.kind.merge(given, record?.[name] ?? null, field)];
      } catch (error) {
        if (error instanceof InvalidValue) throw invalid(name, `${field.label} ${error.message}.`);
        throw error;
      }
    }),
  );

/** The parts of a value that differ, by name; null for a field that is changed as a whole. */
export const changedParts = (field: Field | undefined, before: unknown, after: unknown): string[] | null => {
  const { partsOf } = field?.kind ?? {};
  if (!partsOf) return null;
  const [old, next] = [before, after].map((value) =>
    value === null || value === undefined ? new Map() : partsOf(value),
  );
  return [...new Set([...(old?.keys() ?? []), ...(next?.keys() ?? [])])].filter(
    (part) => canonical(old?.get(part)) !== canonical(next?.get(part)),
  ) as string[];
};
