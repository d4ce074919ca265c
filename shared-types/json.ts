export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A megabyte of brackets parses; whatever then walks it by recursion would fall over. Bytes are too deep as well. */
export const isTooDeep = (input: unknown): boolean => {
  let level = [input];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > 20 || level.some((value) => ArrayBuffer.isView(value))) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [],
    );
  }
  return false;
};

/** A value as text in one spelling: the database gives an object's names in an order of its own. */
export const canonical = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
