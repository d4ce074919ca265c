import type { Catalog } from '#shared/catalog.ts';
import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import { fieldOf, type Collection, type Patch } from '#shared/collection.ts';
import type { Field, Ref } from '#shared/fields/field.ts';
import { changedParts } from '#shared/fields/parts.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { keyOf } from '#shared/record-ref.ts';
import type { Runnable } from '#shared/run-command.ts';
import type { Write } from '#shared/transaction.ts';
import type { StoredRecord } from '#server/database/rows.ts';
import type { CommandRequest } from './command-request.ts';
import type { BatchTransaction } from './transaction.ts';

/** Two people on different fields both win; on the same one, the later is told what it holds now. */
export const refuseConflict = (
  { collection, patch }: Write,
  record: StoredRecord | null,
  { base, mutation }: CommandRequest,
): void => {
  if (!record || base === null || base >= record.version) return;
  const set = new Set([...Object.keys(mutation.args), ...Object.keys((mutation.args['patch'] ?? {}) as Patch)]);
  for (const field of Object.keys(patch)) {
    if (!set.has(field)) continue;
    const version = versionMet(collection, record, field, patch[field]);
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
export const changedNames = (definition: Collection, patch: Patch, record: StoredRecord | null): string[] =>
  Object.keys(patch).flatMap((name) => {
    const parts = changedParts(fieldOf(definition, name), record?.[name], patch[name]) ?? [];
    return [name, ...parts.map((part) => partName(name, part))];
  });

/** A link may only point at what the actor sees: anything else looks as if it were not there. */
export const refuseMissingLinks = (
  catalog: Catalog,
  write: Write | undefined,
  command: Runnable,
  args: Patch,
  batch: BatchTransaction,
  actor: Actor,
): void => {
  const { collection: definition } = command;
  const given = { ...args, ...(args['patch'] as Patch | undefined) };
  const check = (name: string, field: Field | undefined, value: unknown): void => {
    if (!field || value === null || value === undefined) return;
    for (const pointed of field.kind.refs?.(value, field) ?? [])
      refuseMissing(name, field, targetIn(catalog, definition, pointed), pointed.id, batch, actor);
  };
  // What was not given follows from a rule of ours and needs no proof.
  for (const [name, value] of Object.entries(write?.patch ?? {}))
    if (Object.hasOwn(given, name)) {
      const field = fieldOf(definition, name);
      // Lines that were left as they are need no proof either.
      check(name, field, field?.kind.merge ? given[name] : value);
    }
  if (command.verb !== 'change' && command.verb !== 'run') return;
  // A command of its own may call its links as it likes, and do with them what it likes.
  for (const [name, value] of Object.entries(given)) {
    const isOwn =
      Object.hasOwn(command.input, name) && !(command.verb === 'change' && Object.hasOwn(definition.fields, name));
    if (isOwn) check(name, command.input[name], value);
  }
};

/** Nothing is there of a collection that the tenant's plan leaves out, and nothing was read of it. */
const targetIn = (catalog: Catalog, definition: Collection, pointed: Ref): Collection | undefined => {
  const target = catalog.targetOfRef(definition, pointed);
  return target && catalog.named(target.name);
};

const refuseMissing = (
  name: string,
  field: Field,
  target: Collection | undefined,
  id: string,
  batch: BatchTransaction,
  actor: Actor,
): void => {
  const linked = target && batch.known(target, id.toLowerCase());
  if (target && linked && !linked.deletedAt && can(actor, 'view', target, linked, batch.known)) return;
  throw missing(name, field, target);
};

const missing = (name: string, field: Field, target: Collection | undefined): Refusal =>
  invalid(
    name,
    `${field.label}: this ${(target?.label.one ?? 'record').toLowerCase()} does not exist, or you don't have access to it.`,
  );

/** What is put back may only point at what is there still, or comes back with it; its author need not see that now. */
export const refuseDeadLinks = (catalog: Catalog, writes: readonly Write[], batch: BatchTransaction): void => {
  const written = new Map(writes.map(({ collection, next }) => [keyOf(collection, next.id), next]));
  for (const { collection, op, previous, patch } of writes) {
    if (op !== 'update') continue;
    for (const [name, value] of Object.entries(patch)) {
      const field = fieldOf(collection, name);
      const refs = (given: unknown): readonly Ref[] =>
        !field || given === null || given === undefined ? [] : (field.kind.refs?.(given, field) ?? []);
      // What it points at already needs no proof.
      const kept = new Set(refs(previous?.[name]).map(({ id }) => id));
      for (const pointed of refs(value)) {
        if (!field || kept.has(pointed.id)) continue;
        const target = targetIn(catalog, collection, pointed);
        const record = target && (written.get(keyOf(target, pointed.id)) ?? batch.known(target, pointed.id));
        if (!record || record.deletedAt !== null) throw missing(name, field, target);
      }
    }
  }
};
