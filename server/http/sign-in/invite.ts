import type { AnyRecord, Patch } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { people } from '#shared/modules/index.ts';
import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import { Refusal, invalid, notFound } from '#shared/refusal.ts';
import { idAfter } from '#shared/transaction.ts';
import { enqueueMany, requireRoom } from '#server/commands/enqueue.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import { countMore, param, type Call } from '#server/http/endpoint.ts';
import { midOf } from '#server/http/rest/idempotency.ts';
import { sendInvitations, type Invitation, type InvitingChange } from '#server/identity/invitations.ts';

export const mostInvited = 50;

type Invited =
  | { readonly ok: true; readonly user: AnyRecord; readonly invitation: Invitation | null }
  | Extract<MutationAnswer, { ok: false }>;

/** Invites one person, or several at once: each is added by the command that adds anyone, and then sent a link. */
export const invitePeople = async (call: Call): Promise<Answer> => {
  const { people: several, ...one } = await readFields(call.req, call.res);
  if (several === undefined) {
    const [invited] = await inviteAll(call, [one]);
    if (!invited?.ok) throw refusalIn(invited);
    return { status: 201, data: shown(call, invited) };
  }
  const [unknown] = Object.keys(one);
  if (unknown !== undefined) throw invalid(unknown.slice(0, 60), 'Send either one person or a list of people.');
  const all = await inviteAll(call, listIn(several));
  return {
    data: all.map((invited, at) => {
      const email = listIn(several)[at]?.['email'] ?? null;
      return invited.ok ? { ok: true, email, ...shown(call, invited) } : { ok: false, email, error: invited.error };
    }),
  };
};

const listIn = (several: unknown): readonly Patch[] => {
  if (!Array.isArray(several) || several.length === 0 || several.length > mostInvited)
    throw invalid('people', `Send a list of 1 to ${mostInvited} people.`);
  const isPatch = (one: unknown): one is Patch => typeof one === 'object' && one !== null && !Array.isArray(one);
  if (!several.every(isPatch)) throw invalid('people', 'Each of the people is an object with fields.');
  return several;
};

const shown = ({ site }: Call, { user, invitation }: Extract<Invited, { ok: true }>): Patch => ({
  user,
  link: invitation?.link ?? null,
  expiresAt: invitation?.expiresAt ?? null,
  mailed: invitation !== null && site.mail.kind !== null,
});

const refusalIn = (answer: Extract<MutationAnswer, { ok: false }> | undefined): Refusal =>
  answer
    ? new Refusal(answer.error.code, answer.error.message, answer.error.details)
    : new Refusal('UNAVAILABLE', 'That was not answered. Try again.');

const inviteAll = async (call: Call, everyone: readonly Patch[]): Promise<Invited[]> => {
  const mid = midOf(call);
  await countMore(call, everyone.length - 1);
  return runInviting(
    call,
    everyone.map((args, at) => ({ mid: at === 0 ? mid : idAfter(mid, at), name: `${people.name}.create`, args })),
  );
};

/** Runs commands that invite people, and sends what they lead to: should this pod die here, a reaction sends it. */
const runInviting = async (call: Call, mutations: readonly Mutation[]): Promise<Invited[]> => {
  const { tenant, principal, actor, site } = call;
  requireRoom(tenant, principal, 'bulk');
  const answers = await enqueueMany(tenant, principal, mutations);
  const changes = answers.flatMap((answer): InvitingChange[] => {
    const until = answer.ok ? answer.record?.[people.people.inviteExpires ?? ''] : null;
    if (!answer.ok || !answer.record || typeof until !== 'string') return [];
    return [{ mid: answer.mid, userId: answer.record.id, inviter: actor.name, until }];
  });
  const sent = await sendInvitations(site, tenant, changes);
  const byMid = new Map(changes.map(({ mid }, at) => [mid, sent[at] ?? null]));
  return answers.map((answer): Invited => {
    if (!answer.ok) return answer;
    if (!answer.record) throw new Error('Someone invited a person whom they do not see.');
    return { ok: true, user: answer.record, invitation: byMid.get(answer.mid) ?? null };
  });
};

/** Invites someone again, who has not joined yet: the link of before is void. */
export const inviteAgain = async (call: Call): Promise<Answer> => {
  const [invited] = await runInviting(call, [mutationOn(call, 'invite')]);
  if (!invited?.ok) throw refusalIn(invited);
  const { user: _, ...sent } = shown(call, invited);
  return { data: sent };
};

export const withdrawInvitation = async (call: Call): Promise<Answer> => {
  const { tenant, principal } = call;
  requireRoom(tenant, principal, 'bulk');
  const [answer] = await enqueueMany(tenant, principal, [mutationOn(call, 'uninvite')]);
  if (!answer?.ok) throw refusalIn(answer);
  return { data: null };
};

const mutationOn = (call: Call, verb: 'invite' | 'uninvite'): Mutation => {
  const id = param(call, 'id').toLowerCase();
  if (!isId(id)) throw notFound(people.label.one);
  return { mid: midOf(call), name: `${people.name}.${verb}`, args: { id } };
};
