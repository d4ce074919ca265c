import type { TailoringName } from '#shared/tailoring.ts';
import { refreshSearchText } from '#server/commands/refresh-search-text.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { job } from '#server/jobs/job.ts';
import type { Jobs } from '#server/jobs/jobs.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

const addedFields: TailoringName = 'customFields';

/** Makes the search of one collection follow the fields that the tenant has now. */
export const searchText = job<{ collection: string }>({
  name: 'search-text',
  pollSeconds: 15,
  run: ({ tenant, data, signal }) => refreshSearchText(tenant, data.collection, signal),
});

/** The same by newer rules: under a name of its own, for a pod of an older version must not take it. */
export const renewedSearchText = job<{ collection: string }>({
  name: 'renew-search-text',
  pollSeconds: 15,
  run: ({ tenant, data, signal }) => refreshSearchText(tenant, data.collection, signal),
});

type Stale = { readonly collection: string; readonly since: string };

/** Collections whose search text was made by the rules of an older version. */
const staleOf = ({ db }: Tenant): Promise<Stale[]> => db.query<Stale>('select collection, since from stale_search');

/** Has it made by the rules of this version. */
export const renewSearchText = async (jobs: Jobs, tenant: Tenant): Promise<void> => {
  for (const { collection, since } of await staleOf(tenant))
    await jobs.enqueue(renewedSearchText, tenant.info, `${since} ${collection}`, { collection });
};

/** Of these rows, the ones after which a search may find too much or too little: a field went out of use, or came back. */
const switched = (rows: readonly LogRow[]): readonly LogRow[] =>
  rows.filter(({ collection, op, patch }) => collection === addedFields && op === 'update' && 'active' in patch);

/** Sees to it at once. Where this is missed, the night's maintenance makes up for it. */
export const onFieldsSwitched = async (jobs: Jobs, tenant: Tenant, rows: readonly LogRow[]): Promise<void> => {
  for (const { id, seq } of switched(rows)) {
    const field = tenant.catalog.tailoring[addedFields]?.get(id);
    if (field) await jobs.enqueue(searchText, tenant.info, seq, { collection: String(field['collection']) });
  }
};

/** The night before last might have failed. */
const nights = 3;

/** The same for all fields that were changed lately, and for what an older version left. */
export const refreshStaleText = async (tenant: Tenant, signal: AbortSignal): Promise<void> => {
  const since = new Date(Date.now() - nights * 24 * 3_600_000).toISOString();
  const changed = [...(tenant.catalog.tailoring[addedFields]?.values() ?? [])].filter(
    ({ version, updatedAt }) => version > 1 && updatedAt > since,
  );
  const stale = (await staleOf(tenant)).map(({ collection }) => collection);
  for (const name of new Set([...changed.map((field) => String(field['collection'])), ...stale]))
    await refreshSearchText(tenant, name, signal);
  // Until then a pod of the older version may still have written by its rules.
  await tenant.db.query(`delete from stale_search where at < now() - interval '2 days'`);
};
