import { Refusal } from '#shared/refusal.ts';
import { Mail } from '#server/database/tables/mail.ts';
import type { Database } from '#server/database/connection.ts';
import { job, type Job } from '#server/jobs/job.ts';
import { NotTaken, type MailServer } from './smtp.ts';

export type SendingJob = Job<{ readonly mail: string }>;

/** The server's words are kept up to here. */
const longestAnswer = 500;
const printable = (text: string): string =>
  text
    // PostgreSQL holds no NUL, and no one reads the others.
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longestAnswer)
    .toWellFormed();

/**
 * Sends one message. What a server refuses for now is tried again for about a day; over its limits a provider wants
 * pauses of minutes. An attempt that dies before it has noted that the server took the message is made again: its
 * reader gets the same Message-ID twice.
 */
export const sendingJob = (server: MailServer): SendingJob =>
  job<{ readonly mail: string }>({
    name: 'mail',
    retries: 150,
    longestPauseSeconds: 600,
    concurrency: 4,
    pollSeconds: 5,
    timeoutSeconds: 300,
    run: async ({ tenant, data: { mail: id }, signal }) => {
      const mail = await queuedMail(tenant.db, id);
      if (!mail) return;
      signal.throwIfAborted();
      const { toName, toAddress, text, html, subject, queuedAt } = mail;
      const outgoing = {
        ...{ id, subject, queuedAt, text: text ?? '', html: html ?? '' },
        fromName: tenant.info.name,
        to: { name: toName, address: toAddress },
      };
      const attempts = mail.attempts + 1;
      try {
        const answer = printable(await server.send(outgoing, signal));
        await settle(tenant.db, id, { state: 'sent', attempts, answer, text: null, html: null });
      } catch (error) {
        if (!(error instanceof NotTaken)) throw error;
        const answer = printable(error.message);
        if (error.isFinal) return settle(tenant.db, id, { state: 'failed', attempts, answer });
        await note(tenant.db, id, { attempts, answer });
        throw new Refusal('UNAVAILABLE', 'The mail server did not take the message.');
      }
    },
    onFailed: ({ tenant, data }) => settle(tenant.db, data.mail, { state: 'failed' }),
  });

const queuedMail = (db: Database, id: string) => db.entities((em) => em.findOne(Mail, { id, state: 'queued' }));

type Outcome = {
  readonly state: 'sent' | 'failed';
  readonly attempts?: number;
  readonly answer?: string;
  readonly text?: null;
  readonly html?: null;
};

const settle = async (db: Database, id: string, outcome: Outcome): Promise<void> => {
  await db.entities((em) => em.nativeUpdate(Mail, { id, state: 'queued' }, { ...outcome, settledAt: new Date() }));
};

const note = async (db: Database, id: string, words: Pick<Outcome, 'attempts' | 'answer'>): Promise<void> => {
  await db.entities((em) => em.nativeUpdate(Mail, { id, state: 'queued' }, { ...words }));
};
