import { people } from '#shared/modules/index.ts';
import { longestPassword, shortestPassword } from '#shared/password-rules.ts';
import { pathOf } from '#shared/rest-path.ts';
import type { Answer } from '#server/http/answer.ts';
import { param, type Endpoint, type Facts, type PlatformEndpoint } from '#server/http/endpoint.ts';
import { listOf, moment, nothing, object, text, uuid } from '#server/http/schemas.ts';
import { accountOf, type Account } from './account.ts';
import { changePassword } from './change-password.ts';
import { dropTheirFactor, endTheirSessions, listTheirSessions } from './colleague.ts';
import { confirmStartedFactor, renewRecoveryCodes, showFactor, startFactor, stopFactor } from './second-factor.ts';
import { endOne, endOthers, listSessions } from './sessions.ts';

const tag = 'Account';

const orNull = { anyOf: [text, nothing] };
const session = object({
  id: uuid,
  isCurrent: { type: 'boolean' },
  address: orNull,
  device: orNull,
  createdAt: moment,
  lastUsedAt: moment,
});
const boolean = { type: 'boolean' } as const;
const password = object({ password: text });
const recoveryCodes = object({ recoveryCodes: listOf(text) });
const howMany = object({ endedSessions: { type: 'integer' } });

/** One thing about one's own account: the same at a tenant and at the platform. */
type OwnEndpoint = Facts & { readonly answerTo: (account: Account) => Promise<Answer> };

const own: readonly OwnEndpoint[] = [
  {
    method: 'post',
    path: '/auth/change-password',
    tag,
    summary: 'Change your password. You are signed out everywhere else; this session goes on.',
    body: object({
      currentPassword: text,
      newPassword: { type: 'string', minLength: shortestPassword, maxLength: longestPassword },
    }),
    answer: howMany,
    answerTo: changePassword,
  },
  {
    method: 'get',
    path: '/auth/sessions',
    tag,
    summary:
      'Where you are signed in, the last used first. lastUsedAt is when the session was last renewed: every quarter of an hour while it is used.',
    answer: listOf(session),
    answerTo: listSessions,
  },
  {
    method: 'delete',
    path: '/auth/sessions',
    tag,
    summary: 'Sign out everywhere but here: those sessions are over within a second, their sockets included.',
    answer: howMany,
    answerTo: endOthers,
  },
  {
    method: 'delete',
    path: '/auth/sessions/:id',
    tag,
    summary: 'Sign out one of your sessions.',
    answer: nothing,
    answerTo: (account) => endOne(account, param(account.asked, 'id')),
  },
  {
    method: 'get',
    path: '/auth/totp',
    tag,
    summary: 'Whether your second factor is on, how many recovery codes are left, and whether one is asked of you.',
    answer: object({
      isOn: boolean,
      since: { anyOf: [moment, nothing] },
      recoveryCodesLeft: { type: 'integer' },
      isDemanded: boolean,
    }),
    forSetUp: true,
    answerTo: showFactor,
  },
  {
    method: 'post',
    path: '/auth/totp',
    tag,
    summary:
      'Begin to set up a second factor: a secret for an authenticator app. It counts once a code of it was sent.',
    body: password,
    answer: object({ secret: text, uri: text }),
    forSetUp: true,
    answerTo: startFactor,
  },
  {
    method: 'post',
    path: '/auth/totp/confirm',
    tag,
    summary: 'Turn the second factor on with a first code. Answers with recovery codes, which are shown only now.',
    body: object({ code: text }),
    answer: recoveryCodes,
    forSetUp: true,
    answerTo: confirmStartedFactor,
  },
  {
    method: 'post',
    path: '/auth/totp/recovery-codes',
    tag,
    summary: 'Make new recovery codes; those from before open nothing any more.',
    body: password,
    answer: recoveryCodes,
    answerTo: renewRecoveryCodes,
  },
  {
    method: 'post',
    path: '/auth/totp/off',
    tag,
    summary: 'Turn the second factor off, where it is not asked of you.',
    body: password,
    answer: nothing,
    answerTo: stopFactor,
  },
];

export const tenantAccount: readonly Endpoint[] = [
  ...own.map(({ answerTo, ...facts }): Endpoint => ({
    ...facts,
    access: 'signed-in',
    run: async (call) => answerTo(accountOf(call)),
  })),
  {
    method: 'get',
    path: `${pathOf(people)}/:id/sessions`,
    tag,
    collection: people,
    summary: 'Where a colleague is signed in; for those who may change their access.',
    answer: listOf(session),
    access: 'signed-in',
    run: listTheirSessions,
  },
  {
    method: 'delete',
    path: `${pathOf(people)}/:id/sessions`,
    tag,
    collection: people,
    summary: 'Sign a colleague out everywhere, within a second. They may sign in again.',
    answer: howMany,
    access: 'signed-in',
    run: endTheirSessions,
  },
  {
    method: 'delete',
    path: `${pathOf(people)}/:id/totp`,
    tag,
    collection: people,
    summary: 'Turn off the second factor of a colleague who lost the phone and the recovery codes.',
    answer: object({ wasOn: boolean }),
    access: 'signed-in',
    run: dropTheirFactor,
  },
];

export const platformAccount: readonly PlatformEndpoint[] = own.map(({ answerTo, ...facts }): PlatformEndpoint => ({
  ...facts,
  access: 'signed-in',
  run: async (call) => answerTo(accountOf(call)),
}));
