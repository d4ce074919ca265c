import type { Actor } from '#shared/actor.ts';
import { can, heldScopes, present } from '#shared/can.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { fieldOf, type AnyRecord, type Collection, type Patch } from '#shared/collection.ts';
import { refTarget } from '#shared/modules/index.ts';
import { requireValues } from '#shared/command.ts';
import { changedParts } from '#shared/fields/parts.ts';
import { runCommand, targetOf, type Plan, type Runnable } from '#shared/run-command.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { v7 } from 'uuid';
import type { StoredRecord } from '#server/database/rows.ts';
import { owed } from '#server/modules/index.ts';
import { momentIn, type TenantInfo } from '#server/tenants/tenant.ts';
import type { CommandRequest } from './command-request.ts';
import { commandNamed } from './commands.ts';
import { entryOf, type Transaction } from './transaction.ts';

/** What a mutation came to: its answer but for the sequence number, and the place of its change in the batch's log. */
export type Decision = { readonly answer: MutationAnswer; readonly at: number | null };

/** Decides one mutation on the draft. Throws a `Refusal`; the draft is then to forget it. */
export const execute = (
  info: TenantInfo,
  draft: Transaction,
  request: CommandRequest,
  actor: Actor,
  at: Date,
): Decision => {
  const { mutation } = request;
  const command = commandNamed(mutation.name, request.who.kind);
  if (!command || !actor.modules.includes(command.collection.name)) {
    throw new Refusal('NOT_FOUND', 'There is no such command.', { field: 'name' });
  }
  const { collection: definition } = command;
  // Permission comes first, even before the id is looked at.
  if (!can(actor, command.action, definition)) {
    throw new Refusal('FORBIDDEN', `You may not do this: ${command.describe.replace(/\.$/, '').toLowerCase()}.`);
  }
  const id = targetOf(command, mutation.args);
  const record = id ? draft.find(definition, id) : null;
  const moment = momentIn(info, actor.id, at);
  const latest = record ? latestOf(record) : null;
  const planned = runCommand(command, { args: mutation.args, record, actor, moment, newId: v7(), latest });
  if (record) refuseConflict(definition, planned, record, request);
  refuseMissingLinks(planned, command, mutation.args, draft, actor);
  if (planned.op === 'update' && Object.keys(planned.patch).length === 0)
    return answered(mutation.mid, definition, planned.next, actor, null);
  const next = stamped(definition, planned, record, actor, request, moment.now);
  draft.put(definition, next);
  const about = {
    mid: mutation.mid,
    command: mutation.name,
    by: { id: actor.id, name: actor.name },
    reason: reasonOf(mutation.args),
  };
  const place = draft.log(entryOf({ definition, op: planned.op, previous: record, next, patch: planned.patch }, about));
  for (const rule of owed) {
    if (rule.of.name !== definition.name) continue;
    const pending = { op: planned.op, next, previous: record, actor, reason: about.reason, now: moment.now };
    for (const { definition: child, values } of rule.records(pending))
      writeOwed(draft, child, values, next, about, moment.now);
  }
  return answered(mutation.mid, definition, next, actor, place);
};

const answered = (mid: string, definition: Collection, next: AnyRecord, actor: Actor, at: number | null): Decision => ({
  at,
  answer: { ok: true, mid, seq: 0, record: present(definition, next, heldScopes(actor, 'view', definition)) },
});

/** The fields that the record's last change changed. */
const latestOf = ({ fieldVersions, version }: StoredRecord): Set<string> =>
  new Set(Object.keys(fieldVersions).filter((name) => fieldVersions[name] === version));

/** Two people on different fields both win; on the same one, the later is told what it holds now. */
const refuseConflict = (
  definition: Collection,
  { op, patch }: Plan,
  record: StoredRecord,
  { base, mutation }: CommandRequest,
): void => {
  if (op !== 'update' || base === null || base >= record.version) return;
  const set = new Set([...Object.keys(mutation.args), ...Object.keys((mutation.args['patch'] ?? {}) as Patch)]);
  for (const field of Object.keys(patch)) {
    if (!set.has(field)) continue;
    const version = versionMet(definition, record, field, patch[field]);
    if (version <= base) continue;
    throw new Refusal('CONFLICT', 'Someone changed this field while you were editing it.', {
      field,
      current: record[field] ?? null,
      version,
    });
  }
};

/** The version that last changed what is about to be changed: of the field, or of those of its parts that differ. */
const versionMet = (definition: Collection, record: StoredRecord, name: string, next: unknown): number => {
  const parts = changedParts(fieldOf(definition, name), record[name], next);
  const names = parts ? parts.map((part) => partName(name, part)) : [name];
  return Math.max(1, ...names.map((each) => record.fieldVersions[each] ?? 1));
};

/** How a part of a field is called among the versions of a record's fields. */
const partName = (field: string, part: string): string => `${field}/${part}`;

/** What this change changes, by the names that versions are kept under. */
const changedNames = (definition: Collection, patch: Patch, record: StoredRecord | null): string[] =>
  Object.keys(patch).flatMap((name) => {
    const parts = changedParts(fieldOf(definition, name), record?.[name], patch[name]) ?? [];
    return [name, ...parts.map((part) => partName(name, part))];
  });

/** A link may only point at what the actor sees: anything else looks as if it were not there. */
const refuseMissingLinks = (
  { patch }: Plan,
  command: Runnable,
  args: Patch,
  draft: Transaction,
  actor: Actor,
): void => {
  const { collection: definition } = command;
  const given = { ...args, ...(args['patch'] as Patch | undefined) };
  for (const [name, value] of Object.entries(patch)) {
    const field = fieldOf(definition, name);
    // What was not given follows from a rule of ours and needs no proof.
    if (!field || value === null || !Object.hasOwn(given, name)) continue;
    // Lines that were left as they are need no proof either.
    for (const ref of field.kind.refs?.(field.kind.merge ? given[name] : value, field) ?? []) {
      const target = refTarget(definition, ref);
      const linked = target && draft.find(target, ref.id);
      if (!target || !linked || linked.deletedAt || !can(actor, 'view', target, linked)) {
        throw invalid(
          name,
          `${field.label}: this ${(target ?? definition).label.one.toLowerCase()} does not exist, or it is not yours to see.`,
        );
      }
    }
  }
};

const stamped = (
  definition: Collection,
  { op, next, patch }: Plan,
  record: StoredRecord | null,
  actor: Actor,
  request: CommandRequest,
  now: string,
): StoredRecord => {
  const version = (record?.version ?? 0) + 1;
  const changed =
    op === 'update' ? Object.fromEntries(changedNames(definition, patch, record).map((name) => [name, version])) : {};
  const createdAt =
    op === 'create' && request.createdAt && request.createdAt < now ? request.createdAt : next.createdAt;
  return {
    ...next,
    version,
    createdAt,
    updatedAt: now,
    updatedBy: actor.id,
    fieldVersions: { ...record?.fieldVersions, ...changed },
  };
};

const writeOwed = (
  draft: Transaction,
  definition: Collection,
  values: Patch,
  parent: AnyRecord,
  about: Parameters<typeof entryOf>[1],
  now: string,
): void => {
  requireValues(values, definition.fields);
  const author = about.by?.id ?? null;
  const record = {
    ...Object.fromEntries(Object.keys(definition.fields).map((name) => [name, null])),
    ...values,
    id: v7(),
    version: 1,
    createdAt: now,
    createdBy: author,
    updatedAt: now,
    updatedBy: author,
    deletedAt: null,
    fieldVersions: {},
  } as unknown as StoredRecord;
  draft.put(definition, record);
  draft.log(entryOf({ definition, op: 'create', previous: null, next: record, patch: values, parent }, about));
};

const reasonOf = (args: Patch): string | null => {
  const reason = args['reason'];
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim() : null;
};
