type Part = string | false | null | undefined;

/** Joins what applies: `cls('row', selected() && 'bg-hover')`. */
export const cls = (...parts: readonly Part[]): string => parts.filter(Boolean).join(' ');
