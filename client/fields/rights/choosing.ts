import type { Patch } from '#shared/collection.ts';
import type { Difference } from '#shared/fields/differences.ts';
import type { Choosing } from '#shared/rights.ts';

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** What a person, or a role of the tenant's own, says of rights, without its own differences. Null where no role is chosen. */
export const chosenRole = (record: Patch | undefined): Choosing | null => {
  const role = textOf(record?.['role'] ?? record?.['base']);
  return role === null ? null : { role, customRole: textOf(record?.['customRoleId']) };
};

export const listed = (value: unknown): readonly Difference[] =>
  Array.isArray(value) ? (value as readonly Difference[]) : [];
