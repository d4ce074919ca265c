import type { Op } from '#shared/fields/operators.ts';
import type { Condition, Filter } from '#shared/filter.ts';

/** Which values a field's filter lets through: `none` stands for "is empty". */
export type Chosen = { readonly values: readonly string[]; readonly none: boolean };

const isCondition = (filter: Filter): filter is Condition => 'op' in filter;

/** Reads "one of these, or empty" out of a field's conditions. */
export const chosenIn = (filters: readonly Filter[]): Chosen => {
  const parts = filters.flatMap((filter) => ('any' in filter ? filter.any : [filter])).filter(isCondition);
  const lists = parts.filter(({ op }) => op === 'eq' || op === 'in' || op === 'has');
  return {
    values: lists.flatMap(({ value }) => (Array.isArray(value) ? (value as unknown[]) : [value]).map(String)),
    none: parts.some(({ op }) => op === 'empty'),
  };
};

/** The inverse. `many` for fields that hold several values. */
export const choosing = (name: string, { values, none }: Chosen, many = false): readonly Filter[] => {
  const empty: Filter = { field: name, op: 'empty' };
  const given: Filter = many
    ? { field: name, op: 'has', value: values }
    : values.length === 1
      ? { field: name, op: 'eq', value: values[0] }
      : { field: name, op: 'in', value: values };
  if (values.length === 0) return none ? [empty] : [];
  return [none ? { any: [empty, given] } : given];
};

/** The value of the condition with that operator; undefined when there is none. */
export const valueOf = (filters: readonly Filter[], op: Op): unknown =>
  filters.find((filter): filter is Condition => isCondition(filter) && filter.op === op)?.value;

export const hasOp = (filters: readonly Filter[], op: Op): boolean =>
  filters.some((filter) => isCondition(filter) && filter.op === op);

/** From and to, both included, either open. */
export const between = (name: string, from: unknown, to: unknown): readonly Filter[] => [
  ...(from === null || from === undefined ? [] : [{ field: name, op: 'gte', value: from } as const]),
  ...(to === null || to === undefined ? [] : [{ field: name, op: 'lte', value: to } as const]),
];
