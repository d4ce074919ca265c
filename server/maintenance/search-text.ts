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

/** The same for all fields that were changed lately. */
export const refreshChangedFields = async (tenant: Tenant, signal: AbortSignal): Promise<void> => {
  const since = new Date(Date.now() - nights * 24 * 3_600_000).toISOString();
  const changed = [...(tenant.catalog.tailoring[addedFields]?.values() ?? [])].filter(
    ({ version, updatedAt }) => version > 1 && updatedAt > since,
  );
  for (const name of new Set(changed.map((field) => String(field['collection']))))
    await refreshSearchText(tenant, name, signal);
};
