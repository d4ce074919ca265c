import { mailDays, sendAgainDays } from '#shared/mail.ts';
import { Mail } from '#server/database/tables/mail.ts';
import type { Database } from '#server/database/connection.ts';

const dayMs = 24 * 3_600_000;

/** A message is tried for about a day; one that still waits after so many has lost its job, as after a restore. */
const longestWaitDays = 3;

/** Forgets old messages, and what those say that are not sent again any more; gives up what has been waiting for days. */
export const tidyMail = async (db: Database): Promise<void> => {
  const daysAgo = (days: number): Date => new Date(Date.now() - days * dayMs);
  await db.entities(async (em) => {
    await em.nativeDelete(Mail, { queuedAt: { $lt: daysAgo(mailDays) } });
    await em.nativeUpdate(
      Mail,
      { state: 'queued', queuedAt: { $lt: daysAgo(longestWaitDays) } },
      { state: 'failed', settledAt: new Date(), answer: 'It was not sent for three days.' },
    );
    await em.nativeUpdate(
      Mail,
      { state: 'failed', queuedAt: { $lt: daysAgo(sendAgainDays) }, text: { $ne: null } },
      { text: null, html: null },
    );
  });
};
