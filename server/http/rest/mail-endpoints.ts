import { can } from '#shared/can.ts';
import { isId } from '#shared/fields/id.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import { mailDays, mailStates, sendAgainDays, type MailPreview, type MailState } from '#shared/mail.ts';
import { people } from '#shared/modules/index.ts';
import { only, parseWhole } from '#shared/query-string.ts';
import { Refusal, invalid, notFound } from '#shared/refusal.ts';
import type { Answer } from '#server/http/answer.ts';
import { countMore, param, type Call, type Endpoint } from '#server/http/endpoint.ts';
import { listOf, moment, nothing, object, text, uuid } from '#server/http/schemas.ts';
import { listMails } from '#server/mail/list.ts';
import { renderMail } from '#server/mail/render.ts';
import { mailTemplates } from '#server/mail/templates/index.ts';
import { testMail } from '#server/mail/templates/test-mail.ts';

const about = { tag: 'Mail', access: 'signed-in' } as const;
const orNothing = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, nothing] });
const states: JsonSchema = { type: 'string', enum: mailStates };
const kind = { name: text, label: text };

const mailSchema = object({
  id: uuid,
  template: text,
  to: object({ name: text, address: text }),
  subject: text,
  state: states,
  queuedAt: moment,
  settledAt: orNothing(moment),
  attempts: { type: 'integer' },
  answer: orNothing(text),
  canSendAgain: { type: 'boolean' },
});

/** Who a tenant writes to is for those to know who decide who its people are. */
const requireAdmin = ({ actor }: Call): void => {
  if (!can(actor, 'update', people)) throw new Refusal('FORBIDDEN', 'Only those who manage people see the mail.');
};

const stateOf = (text: string | null): MailState | null => {
  const state = mailStates.find((name) => name === text) ?? null;
  if (text !== null && state === null) throw invalid('state', `A message is ${mailStates.join(', ')}.`);
  return state;
};

const list = async (call: Call): Promise<Answer> => {
  requireAdmin(call);
  const { entries, cursor } = await listMails(call.tenant, {
    state: stateOf(only(call.query, 'state')),
    limit: parseWhole(call.query, 'limit', 1, 200) ?? 50,
    cursor: only(call.query, 'cursor') || null,
  });
  return { data: entries, meta: { cursor } };
};

const sendAgain = async (call: Call): Promise<Answer> => {
  requireAdmin(call);
  const id = param(call, 'id').toLowerCase();
  if (!isId(id)) throw notFound('Message');
  await call.site.mail.sendAgain(call.tenant, id);
  return { status: 202, data: null };
};

/** A message to oneself costs as much as so many requests: mailboxes are not for filling. */
const testCosts = 20;

const sendTest = async (call: Call): Promise<Answer> => {
  requireAdmin(call);
  await countMore(call, testCosts);
  const { name, email } = call.profile;
  const id = await call.site.mail.transaction(call.tenant, (_tx, queue) =>
    queue({ to: { name, address: email }, template: testMail, about: { name } }),
  );
  return { status: 202, data: { id } };
};

const preview = (call: Call): MailPreview => {
  requireAdmin(call);
  const template = mailTemplates.find(({ name }) => name === param(call, 'name'));
  if (!template) throw notFound('Kind of message');
  const { name, label, sample } = template;
  return { name, label, ...renderMail(template, sample, call.tenant.info) };
};

/** What a tenant sends to people's mailboxes, for its admins. */
export const mailEndpoints: readonly Endpoint[] = [
  {
    ...about,
    method: 'get',
    path: '/mail',
    summary: 'How mail leaves this installation, and the address that it comes from.',
    answer: object({ kind: { type: 'string', enum: ['smtp', 'local', 'none'] }, from: orNothing(text) }),
    run: async (call: Call) => {
      requireAdmin(call);
      const { kind, from } = call.site.mail;
      return { data: { kind: kind ?? 'none', from } };
    },
  },
  {
    ...about,
    method: 'get',
    path: '/mail/messages',
    summary: `The messages of the last ${mailDays} days, the newest first: queued, sent, or failed, with the mail server's last words. What they say is not told, for it may let their reader in.`,
    query: [
      { name: 'state', describe: 'Only those that are so.', schema: states },
      {
        name: 'limit',
        describe: 'How many at once.',
        schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      },
      { name: 'cursor', describe: 'The meta.cursor of the page before.', schema: text },
    ],
    answer: listOf(mailSchema),
    run: list,
  },
  {
    ...about,
    method: 'post',
    path: '/mail/messages/:id/send-again',
    summary: `Send a message again that failed, within ${sendAgainDays} days.`,
    answer: nothing,
    status: 202,
    run: sendAgain,
  },
  {
    ...about,
    method: 'post',
    path: '/mail/test-messages',
    summary: 'Send a message to yourself, to see that mail arrives.',
    answer: object({ id: uuid }),
    status: 202,
    run: sendTest,
  },
  {
    ...about,
    method: 'get',
    path: '/mail/templates',
    summary: 'The kinds of messages that are sent.',
    answer: listOf(object(kind)),
    run: async (call: Call) => {
      requireAdmin(call);
      return { data: mailTemplates.map(({ name, label }) => ({ name, label })) };
    },
  },
  {
    ...about,
    method: 'get',
    path: '/mail/templates/:name',
    summary: 'A kind of message as it would be sent now, about made-up things.',
    answer: object({ ...kind, subject: text, text, html: text }),
    run: async (call: Call) => ({ data: preview(call) }),
  },
];
