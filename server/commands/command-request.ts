import { createHash } from 'node:crypto';
import type { Mutation } from '#shared/protocol.ts';
import { isId } from '#shared/fields/id.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import type { Cause } from '#server/database/log-row.ts';
import type { Principal } from '#server/tenants/tenant.ts';

/** A mutation on its way through the write path. */
export type CommandRequest = {
  readonly who: Principal;
  readonly mutation: Mutation;
  /** SHA-256 of what is asked: the same mid may not stand for something else. */
  readonly hash: string;
  /** The version of the record that the person saw, if they said. */
  readonly base: number | null;
  /** Imports bring the date on which a record came to be. */
  readonly createdAt: string | null;
  /** Whether values that went out of use since they were written down are left out, rather than refused. */
  readonly leavesOutRetired: boolean;
  /** What the change will follow from, where it was not done by hand. */
  readonly cause: Cause | null;
};

/** Checks the envelope of a mutation that came over the wire. Throws VALIDATION_ERROR; nothing of it is kept. */
export const parseMutation = (input: unknown): Mutation => {
  if (typeof input !== 'object' || input === null)
    throw new Refusal('BAD_REQUEST', 'This is not a mutation. Send an object with its id, its name and its arguments.');
  const { mid, name, args, base, group } = input as { readonly [key in keyof Mutation]?: unknown };
  if (!isId(mid)) throw invalid('mid', 'A mutation needs an id of its own: send a new UUID with each one.');
  if (typeof name !== 'string' || name.length > 80)
    throw invalid('name', 'The name should be a command such as leads.update.');
  if (typeof args !== 'object' || args === null || Array.isArray(args))
    throw invalid('args', 'The arguments should be an object.');
  const version = typeof base === 'object' && base !== null ? (base as { version?: unknown }).version : base;
  if (version !== undefined && version !== null && (!Number.isSafeInteger(version) || Number(version) < 0)) {
    throw invalid('base', 'The base should be the version that the change was made on.');
  }
  if (group !== undefined && group !== null && !isId(group)) throw invalid('group', 'The group should be a UUID.');
  return {
    mid,
    name,
    args: args as Mutation['args'],
    ...(typeof version === 'number' ? { base: version } : {}),
    ...(isId(group) ? { group } : {}),
  };
};

/** What is moved along with a deletion is one act: those whom it concerns are told of it once. */
const asAct = (mutation: Mutation): Mutation =>
  mutation.group === undefined && isId(mutation.args['moveTo']) ? { ...mutation, group: mutation.mid } : mutation;

export const commandRequest = (
  who: Principal,
  mutation: Mutation,
  {
    createdAt = null,
    leavesOutRetired = false,
    cause = null,
  }: Partial<Pick<CommandRequest, 'createdAt' | 'leavesOutRetired' | 'cause'>> = {},
): CommandRequest => ({
  who,
  mutation: asAct(mutation),
  hash: createHash('sha256')
    .update(JSON.stringify([mutation.name, mutation.args]))
    .digest('base64url'),
  base: typeof mutation.base === 'object' ? mutation.base.version : (mutation.base ?? null),
  createdAt,
  leavesOutRetired,
  cause,
});
