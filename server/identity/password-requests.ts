import { sql } from '@mikro-orm/core';
import { PasswordRequest } from '#server/database/tables/identity.ts';
import { derivedId, job, type Job } from '#server/jobs/job.ts';
import type { Mail } from '#server/mail/mail.ts';
import { passwordReset } from '#server/mail/templates/password-reset.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { addLink, linkToken, replaceResets, type LinkSecret } from './account-links.ts';
import { tenantCredentials } from './people.ts';

/** For so many minutes the link for a new password is good. */
const resetMinutes = 60;

export type ResetJob = Job<{ readonly request: string }>;

/** Keeps what someone asked for; what is done about it is the job's part, so that nothing here tells who exists. */
export const keepPasswordRequest = async ({ db }: Tenant, id: string, email: string): Promise<void> => {
  await db.entities((em) => em.insert(PasswordRequest, { id, email, createdAt: sql.now() }));
};

const dropRequest = async ({ db }: Tenant, id: string): Promise<void> => {
  await db.entities((em) => em.nativeDelete(PasswordRequest, { id }));
};

/**
 * Sends a link for a new password to a person who asked for one and has a password. A person who was invited and has not
 * joined uses their invitation: a withdrawn one is not to be got round.
 */
export const resetJob = (config: LinkSecret, mailer: () => Mail): ResetJob =>
  job<{ readonly request: string }>({
    name: 'password-reset',
    pollSeconds: 1,
    run: async ({ tenant, data: { request: id } }) => {
      const request = await tenant.db.entities((em) => em.findOne(PasswordRequest, { id }));
      if (!request) return;
      const found = await tenantCredentials(tenant.db, request.email);
      const mail = mailer();
      await mail.transaction(tenant, async (tx, queue) => {
        await tx.nativeDelete(PasswordRequest, { id });
        if (!found?.passwordHash) return;
        const { id: userId, name, email } = found.person;
        await replaceResets(tx, userId);
        const expiresAt = new Date(Date.now() + resetMinutes * 60_000);
        await addLink(tx, { id, kind: 'reset', userId, expiresAt }, config);
        await queue({
          id: derivedId(id, 'mail'),
          to: { name, address: email },
          template: passwordReset,
          about: {
            name,
            minutes: resetMinutes,
            link: mail.address(tenant, `/reset-password#${linkToken(id, config)}`),
          },
        });
      });
    },
    onFailed: ({ tenant, data: { request } }) => dropRequest(tenant, request),
  });
