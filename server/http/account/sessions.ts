import { isId } from '#shared/fields/id.ts';
import { notFound } from '#shared/refusal.ts';
import type { Answer } from '#server/http/answer.ts';
import type { Site } from '#server/http/context.ts';
import type { Realm } from '#server/http/sign-in/enter.ts';
import { noCookies } from '#server/identity/cookies.ts';
import { endSession } from '#server/identity/end-session.ts';
import {
  endThose,
  enteredFrom,
  sessionsOf,
  type EndedSession,
  type SessionFacts,
} from '#server/identity/session-list.ts';
import type { Account } from './account.ts';

/** Every pod is told, so that the sockets of these sessions close. Those at the platform itself have none. */
export const announceEnded = async (ended: readonly EndedSession[], realm: Realm, site: Site): Promise<void> => {
  for (const { id, segment } of ended) {
    const isHere = segment === realm.segment || segment === null;
    const tenant = isHere ? realm.tenant : await site.tenants.open(segment);
    if (tenant) await endSession(tenant, id);
  }
};

export const shownSession = ({ id, address, device, createdAt, lastUsedAt }: SessionFacts, current: string | null) => ({
  id,
  isCurrent: id === current,
  address,
  device,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt.toISOString(),
});

/** Without those that someone of the platform has at tenants by entering them: they are a part of the one there. */
const ownSessions = async ({ home, person }: Account): Promise<{ all: SessionFacts[]; shown: SessionFacts[] }> => {
  const all = await sessionsOf(home, person.id);
  const entered = new Set(
    enteredFrom(
      all.map(({ id }) => id),
      all,
    ).map(({ id }) => id),
  );
  return { all, shown: all.filter(({ id }) => !entered.has(id)) };
};

export const listSessions = async (account: Account): Promise<Answer> => {
  const { shown } = await ownSessions(account);
  return { data: shown.map((session) => shownSession(session, account.sessionId)) };
};

export const endOne = async (account: Account, id: string): Promise<Answer> => {
  const { all, shown } = await ownSessions(account);
  if (!isId(id) || !shown.some((session) => session.id === id)) throw notFound('Session');
  await end(account, [id, ...enteredFrom([id], all).map((one) => one.id)]);
  const { realm, asked } = account;
  return { data: null, ...(id === account.sessionId ? { cookies: noCookies(realm.segment, asked.site.config) } : {}) };
};

export const endOthers = async (account: Account): Promise<Answer> => {
  const { all, shown } = await ownSessions(account);
  const others = shown.map(({ id }) => id).filter((id) => id !== account.sessionId);
  await end(account, [...others, ...enteredFrom(others, all).map(({ id }) => id)]);
  return { data: { endedSessions: others.length } };
};

const end = async ({ home, person, realm, asked }: Account, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  await announceEnded(await endThose(home, { userId: person.id, id: { $in: ids } }), realm, asked.site);
};
