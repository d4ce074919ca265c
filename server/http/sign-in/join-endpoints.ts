import { people } from '#shared/modules/index.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import type { Endpoint } from '#server/http/endpoint.ts';
import { idempotency } from '#server/http/rest/idempotency.ts';
import { inputSchema, listOf, moment, nothing, object, recordRef, refTo, text } from '#server/http/schemas.ts';
import { acceptInvite, checkLink, resetPassword } from './choose-password.ts';
import { forgotFields, forgotPassword } from './forgot.ts';
import { invitePeople, inviteAgain, mostInvited, withdrawInvitation } from './invite.ts';

const tag = 'Invitations and passwords';

const person = inputSchema(people.fields, true);
const link: JsonSchema = { anyOf: [{ ...text, format: 'uri' }, nothing] };
const until: JsonSchema = { anyOf: [moment, nothing] };
const sent = { link, expiresAt: until, mailed: { type: 'boolean' } } as const;
const invited = { user: recordRef(people), ...sent };
const token: JsonSchema = { ...text, description: 'What stands behind the # of the link.' };
const password: JsonSchema = { ...text, minLength: 12, maxLength: 200, format: 'password' };

/** The ways in: an invitation, and a new password for one that was forgotten. `issued` is what signing in answers. */
export const joinEndpoints = (issued: JsonSchema): readonly Endpoint[] => [
  {
    method: 'post',
    path: '/auth/invite',
    tag,
    collection: people,
    access: 'signed-in',
    summary: `Add one person, or up to ${mostInvited} (\`people\`), and send each a link that works once within 72 hours. The link is answered too, to be passed on another way; it is not shown again. Of several, each is answered by itself and in their order.`,
    headers: [idempotency],
    body: {
      oneOf: [person, object({ people: { ...listOf(person), minItems: 1, maxItems: mostInvited } })],
    },
    answer: {
      oneOf: [
        object(invited),
        listOf({
          oneOf: [
            object({ ok: { const: true }, email: text, ...invited }),
            object({ ok: { const: false }, email: text, error: refTo('Refusal') }),
          ],
        }),
      ],
    },
    status: 201,
    run: invitePeople,
  },
  {
    method: 'post',
    path: '/users/:id/invitation',
    tag,
    collection: people,
    access: 'signed-in',
    summary:
      'Invite someone again who has not joined yet: a new link, by mail and in the answer; the one before is void.',
    headers: [idempotency],
    answer: object(sent),
    run: inviteAgain,
  },
  {
    method: 'delete',
    path: '/users/:id/invitation',
    tag,
    collection: people,
    access: 'signed-in',
    summary: 'Withdraw an invitation: its link is void at once.',
    headers: [idempotency],
    answer: nothing,
    run: withdrawInvitation,
  },
  {
    method: 'post',
    path: '/auth/check-link',
    tag,
    access: 'open',
    summary:
      'Whose link this is, and what for. LINK_USED, LINK_EXPIRED, LINK_REVOKED, ACCOUNT_DEACTIVATED say why one is no longer good.',
    body: object({ token }),
    answer: object({ kind: { type: 'string', enum: ['invite', 'reset'] }, name: text, email: text, expiresAt: moment }),
    refused: [403, 410],
    run: checkLink,
  },
  {
    method: 'post',
    path: '/auth/accept-invite',
    tag,
    access: 'open',
    summary:
      'Accept an invitation by choosing a password: at least 12 characters, and none of those that are guessed first. Signs in.',
    body: object({ token, password }),
    answer: issued,
    refused: [403, 410],
    run: acceptInvite,
  },
  {
    method: 'post',
    path: '/auth/forgot-password',
    tag,
    access: 'open',
    summary: 'Ask for a link to choose a new password. The answer is the same whether there is such a person or not.',
    body: inputSchema(forgotFields, true),
    answer: nothing,
    status: 202,
    run: forgotPassword,
  },
  {
    method: 'post',
    path: '/auth/reset-password',
    tag,
    access: 'open',
    summary: 'Choose a new password by the link that was sent: all sessions of the person end.',
    body: object({ token, password }),
    answer: nothing,
    refused: [403, 410],
    run: resetPassword,
  },
];
