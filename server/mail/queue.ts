import type { EntityManager } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Mail } from '#server/database/tables/mail.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { renderMail } from './render.ts';
import type { MailFacts, MailTemplate } from './template.ts';

export type QueuedMail<Facts extends MailFacts> = {
  readonly to: { readonly name: string; readonly address: string };
  readonly template: MailTemplate<Facts>;
  readonly about: Facts;
  /** The same id is one message, however often it is queued. */
  readonly id?: string;
};

/** Writes a message, as the tenant looks now, and gives its id. It is sent once its transaction is committed. */
export type Queue = <Facts extends MailFacts>(mail: QueuedMail<Facts>) => Promise<string>;

export const queueIn =
  (tx: EntityManager, { info }: Tenant): Queue =>
  async ({ to, template, about, id = v7() }) => {
    const { subject, text, html } = renderMail(template, about, info);
    await tx.upsert(
      Mail,
      {
        id,
        template: template.name,
        toName: to.name,
        toAddress: to.address,
        subject,
        text,
        html,
        state: 'queued',
        queuedAt: new Date(),
        attempts: 0,
        round: 0,
      },
      { onConflictFields: ['id'], onConflictAction: 'ignore' },
    );
    return id;
  };
