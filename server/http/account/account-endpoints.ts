import { people } from '#shared/modules/index.ts';
import { longestPassword, shortestPassword } from '#shared/password-rules.ts';
import { pathOf } from '#shared/rest-path.ts';
import type { Answer } from '#server/http/answer.ts';
import { param, type Endpoint, type Facts, type PlatformEndpoint } from '#server/http/endpoint.ts';
import { listOf, moment, nothing, object, text, uuid } from '#server/http/schemas.ts';
import { accountOf, type Account } from './account.ts';
import { changePassword } from './change-password.ts';
import { endTheirSessions, listTheirSessions } from './colleague.ts';
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
];

export const platformAccount: readonly PlatformEndpoint[] = own.map(({ answerTo, ...facts }): PlatformEndpoint => ({
  ...facts,
  access: 'signed-in',
  run: async (call) => answerTo(accountOf(call)),
}));
