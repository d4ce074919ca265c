import type { Tenant } from '#server/tenants/tenant.ts';

/** How long an answer is kept for someone who asks again with the same mid. Said in docs/protocol.md. */
const answersKept = '7 days';

/** Drops stored answers that nobody will ask for any more; a few at a time, so that nobody waits for it. */
export const purgeAnswers = async ({ db }: Tenant): Promise<number> => {
  const gone = await db.query(
    `delete from mutations where mid in (select mid from mutations where at < now() - interval '${answersKept}' limit 5000) returning 1`,
  );
  return gone.length;
};
