import type { LogRow } from '#server/database/log-row.ts';
import { Refusal } from '#shared/refusal.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import { derivedId } from '#server/jobs/job.ts';
import type { Consequence, Reaction } from '#server/changelog/reaction.ts';
import type { Mail } from '#server/mail/mail.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/** A change that came about by this many reactions, one after the other, causes no further one: they go in a circle. */
export const deepest = 5;

/**
 * Does what follows from one change, or, where the reaction takes an act as one, from changes of one act. What it does
 * has ids that follow from the last change, so doing it again changes nothing. Throws when it may go well at another time.
 */
export const react = async (
  tenant: Tenant,
  reaction: Reaction,
  changes: readonly LogRow[],
  mail: Mail,
): Promise<void> => {
  const change = changes.at(-1);
  if (!change) return;
  const depth = Math.max(...changes.map(({ cause }) => cause?.depth ?? 0)) + 1;
  if (depth > deepest) {
    tenant.log.warn({ reaction: reaction.name, seq: change.seq, depth }, 'reactions go in a circle');
    return;
  }
  const consequences = await askReaction(tenant, reaction, change, changes, mail);
  if (consequences.length === 0) return;
  const answers = await enqueueMany(
    tenant,
    { kind: 'system', name: reaction.name },
    consequences.map(({ key, name, args }) => ({
      mid: derivedId(tenant.info.id, change.mid, change.seq, reaction.name, key),
      name,
      args,
    })),
    { cause: { kind: 'reaction', id: change.mid, depth } },
  );
  for (const answer of answers) {
    if (answer.ok) continue;
    const { code } = answer.error;
    if (code === 'UNAVAILABLE') throw new Refusal(code, answer.error.message);
    if (code === 'DEFECT') throw new Error(`a consequence was answered with ${code}`);
    // Said before with other arguments, or no longer possible: trying again would change nothing.
    tenant.log.info({ reaction: reaction.name, seq: change.seq, code }, 'consequence refused');
  }
};

const askReaction = (
  tenant: Tenant,
  reaction: Reaction,
  change: LogRow,
  changes: readonly LogRow[],
  mail: Mail,
): Promise<readonly Consequence[]> =>
  reaction.runAct && change.group !== null
    ? reaction.runAct({ tenant, group: change.group, changes })
    : reaction.run({ tenant, change, mail });
