import type { InferEntity } from '@mikro-orm/core';
import type { MailState, MailView } from '#shared/mail.ts';
import { isId } from '#shared/fields/id.ts';
import { invalid } from '#shared/refusal.ts';
import { Mail } from '#server/database/tables/mail.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

type Row = InferEntity<typeof Mail>;
type MailQuery = { readonly state: MailState | null; readonly limit: number; readonly cursor: string | null };

/** A tenant's messages, the newest first, and where the next page begins. Throws where the cursor is no page's. */
export const listMails = async (
  { db }: Tenant,
  { state, limit, cursor }: MailQuery,
): Promise<{ readonly entries: readonly MailView[]; readonly cursor: string | null }> => {
  const rows = await db.entities((em) =>
    em.find(
      Mail,
      { ...(state ? { state } : {}), ...(cursor === null ? {} : after(cursor)) },
      { orderBy: { queuedAt: 'desc', id: 'desc' }, limit: limit + 1 },
    ),
  );
  const last = rows[limit - 1];
  return {
    entries: rows.slice(0, limit).map(viewOf),
    cursor: rows.length > limit && last ? `${last.queuedAt.toISOString()}_${last.id}` : null,
  };
};

const after = (cursor: string) => {
  const [at = '', id = ''] = cursor.split('_');
  if (!/^(?!0000)\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) || Number.isNaN(Date.parse(at)) || !isId(id))
    throw invalid('cursor', 'This cursor is not one that a page returned. Start again without it.');
  const queuedAt = new Date(at);
  return { $or: [{ queuedAt: { $lt: queuedAt } }, { queuedAt, id: { $lt: id } }] };
};

const viewOf = (row: Row): MailView => ({
  id: row.id,
  template: row.template,
  to: { name: row.toName, address: row.toAddress },
  subject: row.subject,
  state: row.state,
  queuedAt: row.queuedAt.toISOString(),
  settledAt: row.settledAt?.toISOString() ?? null,
  attempts: row.attempts,
  answer: row.answer ?? null,
  canSendAgain: row.state === 'failed' && row.text !== null && row.text !== undefined,
});
