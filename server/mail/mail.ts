import { LockMode, type EntityManager } from '@mikro-orm/core';
import { Refusal, notFound } from '#shared/refusal.ts';
import type { MailConfig } from '#server/config.ts';
import { Mail as MailTable } from '#server/database/tables/mail.ts';
import { isConnectionError } from '#server/database/errors.ts';
import type { Jobs } from '#server/jobs/jobs.ts';
import { reportDefect } from '#server/log.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { queueIn, type Queue } from './queue.ts';
import type { SendingJob } from './sending.ts';

/** Messages to people's mailboxes: written with what causes them, sent after that. */
export type Mail = {
  /** How mail leaves this installation; null: it does not, and each message fails at once, with a sentence. */
  readonly kind: MailConfig['kind'] | null;
  /** The address that messages come from. */
  readonly from: string | null;
  /** The absolute address of a tenant's page. `path` begins with a slash; what lets someone in stands behind a `#`. */
  readonly address: (tenant: Tenant, path: string) => string;
  /**
   * Runs work on entities in one transaction, with messages that are part of it: they are sent once it is committed,
   * whatever happens to this pod, and never where it is not. Throws what `work` and the database throw.
   */
  readonly transaction: <T>(tenant: Tenant, work: (tx: EntityManager, queue: Queue) => Promise<T>) => Promise<T>;
  /** Sends a message again that could not be sent. Throws NOT_FOUND, or CONFLICT where there is nothing to send again. */
  readonly sendAgain: (tenant: Tenant, id: string) => Promise<void>;
  /** Sees to the messages of a pod that died between its commit and the job. */
  readonly takeUp: (tenant: Tenant) => Promise<void>;
};

type Options = {
  readonly config: MailConfig | null;
  readonly jobs: Jobs;
  readonly sending: SendingJob;
  /** Where people reach this installation, without a slash at its end. */
  readonly baseUrl: () => string;
};

/** At once; the next look goes on. */
const takenUpAtOnce = 500;

export const createMail = ({ config, jobs, sending, baseUrl }: Options): Mail => {
  /** One job for each time that a message is queued, however often it is asked for. */
  const enqueue = (tenant: Tenant, id: string, round: number): Promise<void> =>
    jobs.enqueue(sending, tenant.info, `${id} ${round}`, { mail: id });

  /** What is committed is sent, now or by the next look: the request that caused it does not wait for that. */
  const wake = async (tenant: Tenant, id: string, round: number): Promise<void> => {
    try {
      await enqueue(tenant, id, round);
    } catch (error) {
      if (isConnectionError(error)) tenant.log.warn({ error: String(error) }, 'mail waits');
      else reportDefect(tenant.log, error, 'mail enqueued');
    }
  };

  return {
    kind: config?.kind ?? null,
    from: config?.from ?? null,
    address: ({ info }, path) => `${baseUrl()}/${info.slug}${path}`,
    transaction: async (tenant, work) => {
      const ids: string[] = [];
      await tenant.markActive();
      const result = await tenant.db.entities((em) =>
        em.transactional((tx) => {
          const queue = queueIn(tx, tenant);
          return work(tx, async (mail) => {
            const id = await queue(mail);
            ids.push(id);
            return id;
          });
        }),
      );
      for (const id of ids) await wake(tenant, id, 0);
      return result;
    },
    sendAgain: async (tenant, id) => {
      await tenant.markActive();
      const round = await tenant.db.entities((em) =>
        em.transactional(async (tx) => {
          const mail = await tx.findOne(MailTable, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
          if (!mail) throw notFound('Message');
          if (mail.state !== 'failed') throw new Refusal('CONFLICT', `This message is ${mail.state} already.`);
          if (mail.text === null)
            throw new Refusal('CONFLICT', 'What this message said is not kept any more. Cause it again instead.');
          Object.assign(mail, { state: 'queued', settledAt: null, round: mail.round + 1 });
          return mail.round;
        }),
      );
      await wake(tenant, id, round);
    },
    takeUp: async (tenant) => {
      const waiting = await tenant.db.query<{ id: string; round: number }>(
        `select id, round from mails where state = 'queued' order by queued_at limit ${takenUpAtOnce}`,
      );
      for (const { id, round } of waiting) await enqueue(tenant, id, round);
    },
  };
};
