import { can } from '#shared/can.ts';
import { isId } from '#shared/fields/id.ts';
import { people } from '#shared/modules/index.ts';
import { personOf, type Person } from '#shared/people.ts';
import { Refusal, notFound } from '#shared/refusal.ts';
import type { Answer } from '#server/http/answer.ts';
import { param, type Call } from '#server/http/endpoint.ts';
import { realmOf } from '#server/http/sign-in/enter.ts';
import { dropFactor, factorOf } from '#server/identity/second-factor.ts';
import { endThose, sessionsOf } from '#server/identity/session-list.ts';
import { readRecords } from '#server/records/read.ts';
import { announceEnded, shownSession } from './sessions.ts';

/** Someone whose access the caller looks after: permission comes before existence. */
const colleague = async (call: Call): Promise<Person> => {
  const { tenant, actor } = call;
  const id = param(call, 'id');
  if (!can(actor, 'update', people)) throw new Refusal('FORBIDDEN', 'Only those who look after people may do this.');
  const [record] = isId(id) ? (await readRecords(tenant, actor, people, [id])).records : [];
  if (!record || !can(actor, 'update', people, record)) throw notFound(people.label.one);
  const person = personOf(people, record);
  if (person.role === 'owner' && actor.role !== 'owner' && actor.role !== 'super_admin')
    throw new Refusal('FORBIDDEN', 'Only an owner can do this to an owner.');
  return person;
};

export const listTheirSessions = async (call: Call): Promise<Answer> => {
  const { id } = await colleague(call);
  const sessions = await sessionsOf(call.tenant.db, id);
  return { data: sessions.map((session) => shownSession(session, call.sessionId)) };
};

/** For someone who lost the phone and the paper; one's own is turned off with the password. */
export const dropTheirFactor = async (call: Call): Promise<Answer> => {
  const { id } = await colleague(call);
  if (id === call.actor.id) throw new Refusal('FORBIDDEN', 'Your own second factor is on your account’s page.');
  const { isOn } = await factorOf({ db: call.tenant.db, userId: id });
  await dropFactor({ db: call.tenant.db, userId: id });
  return { data: { wasOn: isOn } };
};

/** All of them; an admin who does it to themselves keeps the session in which they do it. */
export const endTheirSessions = async (call: Call): Promise<Answer> => {
  const { id } = await colleague(call);
  const ended = await endThose(call.tenant.db, { userId: id, id: { $ne: call.sessionId } });
  await announceEnded(ended, realmOf(call.tenant), call.site);
  return { data: { endedSessions: ended.length } };
};
