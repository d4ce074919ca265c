import { fieldEntries, type Collection } from '#shared/collection.ts';

/** The field that people of this collection are called by; null where it has none. */
export const phoneField = (definition: Collection): string | null =>
  fieldEntries(definition).find(([, field]) => field.kind.name === 'phone' && !field.readOnly)?.[0] ?? null;
