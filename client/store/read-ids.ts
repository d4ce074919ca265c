import type { QueryRequest } from '#shared/protocol.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { sortName } from '#shared/sort.ts';
import type { Reads } from '#client/sync/reads.ts';
import type { ListQuery } from './types.ts';

/** The ids of a list's records, in its order; `more` where there are others beyond the limit. */
export type IdsAnswer =
  | { readonly ok: true; readonly ids: readonly string[]; readonly more: boolean }
  | { readonly ok: false; readonly error: RefusalData };

export type ReadIds = (query: ListQuery, most: number, wanted: () => boolean) => Promise<IdsAnswer | null>;

const pageSize = 200;

/** Reads the ids of up to `most` records of a list, page by page. Null once it is no longer wanted. */
export const createReadIds =
  (reads: Reads): ReadIds =>
  async ({ collection, filter, sort }, most, wanted) => {
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const question: QueryRequest = {
        collection: collection.name,
        filter,
        sort: sortName(sort),
        limit: pageSize,
        cursor,
      };
      const got = await reads.read('query', question, wanted);
      if (!got) return null;
      if (!got.answer.ok) return { ok: false, error: got.answer.error };
      // A record that moved meanwhile may be on two pages.
      for (const { id } of got.answer.records) ids.add(id);
      ({ cursor } = got.answer);
    } while (cursor !== null && ids.size < most);
    return { ok: true, ids: [...ids].slice(0, most), more: cursor !== null || ids.size > most };
  };
