import type { AnyRecord } from '#shared/collection.ts';

type Placed = { readonly id: string; readonly position: number };

const place = (field: AnyRecord): number => Number(field['position'] ?? 0);

/**
 * The positions that have to change so that a field comes before or after its neighbour in use, in the same section: forms
 * have them in this order. Empty where there is none on that side.
 */
export const moved = (fields: readonly AnyRecord[], id: string, by: -1 | 1): readonly Placed[] => {
  const ordered = fields.toSorted((a, b) => place(a) - place(b) || (String(a['name']) < String(b['name']) ? -1 : 1));
  const own = ordered.find((field) => field.id === id);
  if (!own) return [];
  const around = ordered.filter((field) => field['active'] === true && field['section'] === own['section']);
  const neighbour = around[around.indexOf(own) + by];
  if (!around.includes(own) || !neighbour) return [];
  const without = ordered.filter((field) => field !== own);
  const at = without.indexOf(neighbour) + (by > 0 ? 1 : 0);
  const next = without.toSpliced(at, 0, own);
  return next.flatMap((field, index) => (place(field) === index + 1 ? [] : [{ id: field.id, position: index + 1 }]));
};
