/** The parts of a scope's key: whose records, which rule, and, where the rule goes by a field, that field's value. */
export type ScopeKey = { readonly collection: string; readonly rule: string; readonly value: string | null };

/** A scope as rooms, the log and the wire spell it: `leads:tbd`, or `leads:clinic:<the clinic's id>`. */
export const scopeKey = (collection: string, rule: string, value: string | null = null): string =>
  value === null ? `${collection}:${rule}` : `${collection}:${rule}:${value.replaceAll(/[%<]/g, encodeURIComponent)}`;

/** A child's audience: one of its own within one of its parent's. `notes:shared<leads:clinic:…` */
export const within = (key: string, parent: string): string => `${key}<${parent}`;

/**
 * The inverse of `scopeKey`; of a child's scope its own part, without its parent's. Throws on what is no key: keys come
 * from us, never from a person.
 */
export const parseScopeKey = (key: string): ScopeKey => {
  const [, collection, rule, value = null] = /^([^:]+):([^:<]+)(?::([^<]*))?(?:<.*)?$/s.exec(key) ?? [];
  if (collection === undefined || rule === undefined) throw new Error(`"${key}" is no scope`);
  return { collection, rule, value: value === null ? null : decodeURIComponent(value) };
};
