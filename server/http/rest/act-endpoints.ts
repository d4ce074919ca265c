import { maxFrameMutations } from '#shared/protocol.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import { isId } from '#shared/fields/id.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { parseMutation } from '#server/commands/command-request.ts';
import { enqueue, enqueueMany, requireRoom } from '#server/commands/enqueue.ts';
import { readGroup } from '#server/commands/read-group.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import { countMore, param, type Call, type Endpoint } from '#server/http/endpoint.ts';
import { listOf, object, refTo, text, uuid } from '#server/http/schemas.ts';
import { idempotency, midOf } from './idempotency.ts';

const tag = 'Several at once';

const whole: JsonSchema = { type: 'integer' };
const anything: JsonSchema = { type: 'object' };

const mutation = object({ mid: uuid, name: text, args: anything, base: whole, group: uuid }, ['mid', 'name', 'args']);

const written = object({ collection: text, id: uuid, record: anything }, ['collection', 'id']);

const answerOne: JsonSchema = {
  oneOf: [
    object({ ok: { const: true }, mid: uuid, seq: whole, record: anything, also: listOf(written) }, [
      'ok',
      'mid',
      'seq',
      'record',
    ]),
    object({ ok: { const: false }, mid: uuid, error: refTo('Refusal') }, ['ok', 'mid', 'error']),
  ],
};

/** As over the socket a frame counts as several requests. */
const mutationsPerRequest = 20;

const many = async (call: Call): Promise<Answer> => {
  const { mutations } = await readFields(call.req, call.res);
  if (!Array.isArray(mutations) || mutations.length === 0 || mutations.length > maxFrameMutations)
    throw invalid('mutations', `Send a list of 1 to ${maxFrameMutations} commands.`);
  const parsed = mutations.map(parseMutation);
  await countMore(call, Math.ceil(parsed.length / mutationsPerRequest) - 1);
  requireRoom(call.tenant, call.principal, 'bulk');
  return { data: await enqueueMany(call.tenant, call.principal, parsed) };
};

const undo = async (call: Call): Promise<Answer> => {
  const { of, ...others } = await readFields(call.req, call.res);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid(unknown.slice(0, 60), `There is no field "${unknown.slice(0, 60)}".`);
  if (!isId(of)) throw invalid('of', 'Name the change to undo by its mid, a UUID.');
  requireRoom(call.tenant, call.principal, 'urgent');
  const answer = await enqueue(call.tenant, call.principal, { mid: midOf(call), name: 'undo', args: { of } });
  if (!answer.ok) throw new Refusal(answer.error.code, answer.error.message, answer.error.details);
  return { data: { record: answer.record, also: answer.also ?? [] }, meta: { seq: answer.seq } };
};

const group = async (call: Call): Promise<Answer> => {
  const id = param(call, 'group');
  if (!isId(id)) throw invalid('group', 'An act has a UUID.');
  const { tenant, actor, principal } = call;
  return { data: await tenant.inTurn(actor.id, (slotted) => readGroup(slotted, principal, id.toLowerCase())) };
};

/** Commands over several records, and undo: the same as over a socket. */
export const actEndpoints: readonly Endpoint[] = [
  {
    method: 'post',
    path: '/mutations',
    tag,
    access: 'signed-in',
    summary: `Run 1 to ${maxFrameMutations} commands, each answered by itself and in their order. Each has a mid, a UUID of yours: sent again, it is answered as before and changes nothing. Those with the same group, a UUID, are one act.`,
    body: object({ mutations: { ...listOf(mutation), minItems: 1, maxItems: maxFrameMutations } }),
    answer: listOf(answerOne),
    socket: { event: 'mutateMany', argument: '{ mutations: [{ mid, group?, name, args, base? }] }' },
    run: many,
  },
  {
    method: 'post',
    path: '/undo',
    tag,
    access: 'signed-in',
    summary:
      'Undo a change of your own by its mid: all of it or nothing. There for seven days; where someone changed the same fields since, CONFLICT.',
    headers: [idempotency],
    body: object({ of: uuid }),
    answer: object({ record: anything, also: listOf(written) }),
    socket: { event: 'mutate', argument: '{ mid, name: "undo", args: { of } }' },
    run: undo,
  },
  {
    method: 'get',
    path: '/groups/:group',
    tag,
    access: 'signed-in',
    summary: 'The mids of an act of your own that changed something, in their order. Undo them one by one, last first.',
    answer: listOf(uuid),
    socket: { event: 'group', argument: '{ group }' },
    run: group,
  },
];
