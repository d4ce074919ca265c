import type { Collection } from '#shared/collection.ts';
import { parseFilter, type Filter } from '#shared/filter.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';

/** A question whose filter has been checked as the server will check it; filters come from addresses that people edit. */
export type Checked<Q> =
  | { readonly query: Q; readonly refusal: null; readonly key: string; readonly collection: Collection }
  | { readonly query: null; readonly refusal: RefusalData; readonly key: string; readonly collection: Collection };

type Asked = { readonly collection: Collection; readonly filter: Filter };

export const checkedQuery = <Q extends Asked>(asked: Q | null): Checked<Q> | null => {
  if (!asked) return null;
  const { collection } = asked;
  const key = keyOf(asked);
  try {
    return { query: { ...asked, filter: parseFilter(asked.filter, collection) }, refusal: null, key, collection };
  } catch (error) {
    if (error instanceof Refusal) return { query: null, refusal: error.toJSON(), key, collection };
    throw error;
  }
};

const keyOf = ({ collection, ...rest }: Asked): string => `${collection.name} ${JSON.stringify(rest)}`;

/** Whether two queries ask for the same rows, even where the tenant has changed the collection between them. */
export const sameQuestion = (a: Asked | null, b: Asked | null): boolean =>
  a === b || (a !== null && b !== null && keyOf(a) === keyOf(b));

type Asking = { readonly key: string; readonly collection: Collection };

/**
 * The same query, built again by a screen that renders again, is not sent again. It is another one where the tenant
 * changed the collection: what was refused may be understood now, and choices may be in another order.
 */
export const sameChecked = (a: Asking | null, b: Asking | null): boolean =>
  a?.key === b?.key && a?.collection === b?.collection;
