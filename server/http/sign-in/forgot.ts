import { randomUUID } from 'node:crypto';
import { parseValues, requireValues } from '#shared/command.ts';
import { email as emailField } from '#shared/fields/email.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import type { TenantCall } from '#server/http/endpoint.ts';
import { requireOrigin } from '#server/identity/csrf.ts';
import { keepPasswordRequest } from '#server/identity/password-requests.ts';
import { addressKey } from '#server/limits.ts';

export const forgotFields = { email: emailField({ label: 'Email', required: true }) };

/**
 * Takes down that someone asks for a new password. Whether there is such a person is looked at by a job, once this is
 * answered: the answer and its time are the same for everyone.
 */
export const forgotPassword = async ({ site, req, res, tenant }: TenantCall): Promise<Answer> => {
  requireOrigin({ headers: req.headers, host: req.host }, site.config);
  await site.limits.forgotAddress.take(addressKey(req.ip));
  const values = parseValues(await readFields(req, res), forgotFields, 'Forgotten password');
  requireValues(values, forgotFields);
  const email = String(values['email']);
  await site.limits.forgotAccount.take(`${tenant.info.slug} ${email}`);
  const id = randomUUID();
  await keepPasswordRequest(tenant, id, email);
  await site.jobs.enqueue(site.resetJob, tenant.info, id, { request: id });
  return { status: 202, data: null };
};
