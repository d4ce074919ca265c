import { defineEntity, p } from '@mikro-orm/postgresql';
import type { MailState } from '#shared/mail.ts';

/** A message to someone's mailbox, written in the transaction of what caused it and sent by a job after that. */
export const Mail = defineEntity({
  name: 'Mail',
  tableName: 'mails',
  properties: {
    /** Its Message-ID is made of it: a message that comes twice is one to its reader. */
    id: p.uuid().primary(),
    template: p.text(),
    toName: p.text(),
    toAddress: p.text(),
    subject: p.text(),
    /** Both parts may hold links that let someone in, so that they are erased once the message is sent. */
    text: p.text().nullable(),
    html: p.text().nullable(),
    state: p.text().$type<MailState>(),
    queuedAt: p.datetime(3),
    /** When it was sent, or given up. */
    settledAt: p.datetime(3).nullable(),
    attempts: p.integer(),
    /** How often an admin had it sent again: each time is a job of its own. */
    round: p.integer(),
    /** The mail server's last words. */
    answer: p.text().nullable(),
  },
  indexes: [
    { name: 'mails_by_queued_at', properties: ['queuedAt', 'id'] },
    {
      name: 'mails_queued',
      expression: `create index "mails_queued" on "mails" (queued_at) where state = 'queued'`,
    },
  ],
});
