import { undoDays } from '#shared/undo.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/** How long an answer is kept for someone who asks again with the same mid. Said in docs/protocol.md. */
const retention = `${undoDays} days`;

/** How many answers are dropped at once, so that no mutation waits for it. */
export const answersAtOnce = 5_000;

/** Drops stored answers that are too old to be asked for again. The answer is how many: call again after a full lot. */
export const purgeAnswers = async ({ db }: Tenant): Promise<number> => {
  const gone = await db.query(
    `delete from mutations where mid in (select mid from mutations where at < now() - interval '${retention}' limit ${answersAtOnce}) returning 1`,
  );
  return gone.length;
};
