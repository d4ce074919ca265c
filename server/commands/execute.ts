import type { Actor } from '#shared/actor.ts';
import type { Catalog } from '#shared/catalog.ts';
import { heldScopes, present, scopesOf } from '#shared/can.ts';
import type { AlsoWritten, MutationAnswer } from '#shared/protocol.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import { undone } from '#shared/command.ts';
import { consequences } from '#shared/on-delete.ts';
import { isChildOf, keyOf } from '#shared/record-ref.ts';
import { Refusal } from '#shared/refusal.ts';
import { runCommand, type Runnable } from '#shared/run-command.ts';
import { withoutRetired } from '#shared/retired.ts';
import { NotRead, type LinkQuery, type Write } from '#shared/transaction.ts';
import type { Undoing } from '#shared/undo.ts';
import type { Cause } from '#server/database/log-row.ts';
import type { StoredRecord } from '#server/database/rows.ts';
import { momentIn, type TenantInfo } from '#server/tenants/tenant.ts';
import type { CommandRequest } from './command-request.ts';
import { changedNames, refuseConflict, refuseDeadLinks, refuseMissingLinks } from './execute-checks.ts';
import { entryOf, type EntryAbout } from './log-entry.ts';
import type { BatchTransaction } from './transaction.ts';

/**
 * What a mutation came to: its answer but for the sequence number; the place in the batch's log of the change that the
 * answer speaks of, and those of its first and last; null where nothing changed.
 */
export type Decision = {
  readonly answer: MutationAnswer;
  readonly places: { readonly at: number; readonly first: number; readonly last: number } | null;
};

/** A command as it was asked for; to undo is to run backwards what was. */
export type Asked = {
  readonly command: Runnable | undefined;
  readonly undoing: Undoing | undefined;
  /** What the change will follow from; for an undo, what it undoes. */
  readonly cause: Cause | null;
};

/** More records than so many are named in an answer, and not shown. */
const mostShown = 20;

/** Decides one mutation on the batch. Throws a `Refusal` or `NotRead`; roll the batch back then. */
export const execute = (
  info: TenantInfo,
  catalog: Catalog,
  batch: BatchTransaction,
  request: CommandRequest,
  actor: Actor,
  at: Date,
  { command, undoing, cause }: Asked,
): Decision => {
  const { mutation } = request;
  if (!command || !actor.modules.includes(command.collection.name)) {
    throw new Refusal('NOT_FOUND', 'There is no such command.', { field: 'name' });
  }
  const { collection: definition } = command;
  const moment = momentIn(info, actor.id, at);
  const { inUse: args, leftOut } = request.leavesOutRetired
    ? withoutRetired(definition, mutation.args)
    : { inUse: mutation.args, leftOut: [] };
  const { writes, subject } = runCommand(command, {
    args,
    actor,
    moment,
    find: batch.find,
    linked: batch.linked,
    consequences,
    mid: mutation.mid,
    catalog,
    createdAt: request.createdAt,
    ...(undoing ? { undoing } : {}),
  });
  const target = writes.find(({ collection, next }) => collection === definition && next.id === subject?.id);
  if (target?.op === 'update') refuseConflict(target, batch.known(definition, target.next.id), request);
  if (command.verb === 'undo') refuseDeadLinks(catalog, writes, batch);
  else refuseMissingLinks(catalog, target, command, args, batch, actor);
  const about = {
    mid: mutation.mid,
    command: mutation.name,
    by: { id: actor.id, name: actor.name },
    reason: command.verb === 'undo' ? undone : reasonOf(args),
    group: mutation.group ?? null,
    cause,
  };
  const written = writeAll(batch, writes, actor, moment.now, about);
  const last = moveChildren(catalog, batch, written, about) ?? written.at(-1)?.place;
  const said = answerOf(batch, mutation.mid, written, subject, definition, actor);
  // Stored with the answer: an import that is resumed counts what was left out then, whatever fields there are now.
  const answer = said.ok && leftOut.length > 0 ? { ...said, leftOut } : said;
  if (last === undefined) return { answer, places: null };
  const own = written.find(({ definition: of, next }) => of === definition && next.id === subject?.id);
  return { answer, places: { at: own?.place ?? last, first: written[0]?.place ?? last, last } };
};

type WrittenRecord = {
  readonly definition: Collection;
  readonly previous: StoredRecord | null;
  readonly next: StoredRecord;
  readonly place: number;
};

const writeAll = (
  batch: BatchTransaction,
  writes: readonly Write[],
  actor: Actor,
  now: string,
  about: EntryAbout,
): WrittenRecord[] => {
  const stamped = writes.map((write) => {
    const { collection: definition } = write;
    const previous = batch.find(definition, write.next.id) ?? null;
    const next = stamp(write, previous, actor, now);
    batch.put(definition, next);
    return { write, definition, previous, next };
  });
  // Logged when all are written: what a child is seen by is where its parent ends up.
  return stamped.map(({ write: { op, patch }, definition, previous, next }) => ({
    definition,
    previous,
    next,
    place: batch.log(
      entryOf({ definition, op, previous, next, patch, before: batch.before, after: batch.find }, about),
    ),
  }));
};

/**
 * The children of what changed its audience change theirs: they leave the sight of some and come into that of others
 * in the same commit. Gives the last place in the log; undefined where nothing moved.
 */
const moveChildren = (
  catalog: Catalog,
  batch: BatchTransaction,
  written: readonly WrittenRecord[],
  about: EntryAbout,
): number | undefined => {
  const moved = written.filter(({ definition, previous, next }) => {
    if (!previous || !catalog.collections.some((child) => isChildOf(child, definition))) return false;
    return `${scopesOf(definition, previous, batch.before)}` !== `${scopesOf(definition, next, batch.find)}`;
  });
  const done = new Set(written.map(({ definition, next }) => keyOf(definition, next.id)));
  let last: number | undefined;
  for (const { collection, record } of childrenOf(catalog, batch, moved)) {
    if (done.has(keyOf(collection, record.id))) continue;
    const next = { ...record, version: record.version + 1 };
    batch.put(collection, next);
    const written = { definition: collection, op: 'update', previous: record, next, patch: {} } as const;
    last = batch.log(entryOf({ ...written, before: batch.before, after: batch.find }, about));
    const below = moveChildren(
      catalog,
      batch,
      [{ definition: collection, previous: record, next, place: last }],
      about,
    );
    last = below ?? last;
  }
  return last;
};

/** All living children of these records. Throws `NotRead` once for all that has not been asked. */
const childrenOf = (
  catalog: Catalog,
  batch: BatchTransaction,
  parents: readonly WrittenRecord[],
): { collection: Collection; record: StoredRecord }[] => {
  const missing: NotRead['missing'][number][] = [];
  const ask = (query: LinkQuery): { collection: Collection; record: StoredRecord }[] => {
    try {
      const { records } = batch.linked(query);
      return records.map((record) => ({ collection: query.collection, record: record as StoredRecord }));
    } catch (error) {
      if (!(error instanceof NotRead)) throw error;
      missing.push(...error.missing);
      return [];
    }
  };
  const found = parents.flatMap(({ definition, next }) =>
    catalog.collections
      .filter((child) => isChildOf(child, definition))
      .flatMap((child) =>
        ask({ collection: child, field: child.parent?.field ?? '', id: next.id, to: definition.name }),
      ),
  );
  if (missing.length > 0) throw new NotRead(...missing);
  return found;
};

const answerOf = (
  batch: BatchTransaction,
  mid: string,
  written: readonly WrittenRecord[],
  subject: AnyRecord | null,
  definition: Collection,
  actor: Actor,
): MutationAnswer => {
  const shown = (of: Collection, record: AnyRecord): AnyRecord | null =>
    present(of, record, heldScopes(actor, 'view', of), batch.known);
  const own = written.find(({ definition: of, next }) => of === definition && next.id === subject?.id);
  /** Of what they saw neither before nor after they learn nothing: not even that there was something. */
  const isTheirs = ({ definition: of, previous, next }: WrittenRecord): boolean => {
    const held = heldScopes(actor, 'view', of);
    const was = previous && present(of, previous, held, (one, id) => batch.before(one, id) ?? null);
    return was !== null || shown(of, next) !== null;
  };
  const others = written.filter((one) => one !== own && isTheirs(one));
  const also = others.map(({ definition: of, next }): AlsoWritten => {
    const about = { collection: of.name, id: next.id };
    return others.length > mostShown ? about : { ...about, record: shown(of, next) };
  });
  const record = own ? shown(definition, own.next) : subject ? shown(definition, subject) : null;
  return { ok: true, mid, seq: 0, record, ...(also.length > 0 ? { also } : {}) };
};

const stamp = (
  { collection, op, next, patch }: Write,
  previous: StoredRecord | null,
  actor: Actor,
  now: string,
): StoredRecord => {
  const version = (previous?.version ?? 0) + 1;
  const names = op === 'create' ? [] : changedNames(collection, patch, previous);
  const changed = Object.fromEntries(names.map((name) => [name, version]));
  return {
    ...next,
    version,
    updatedAt: now,
    updatedBy: actor.id,
    fieldVersions: { ...previous?.fieldVersions, ...changed },
  };
};

const reasonOf = (args: Patch): string | null => {
  const reason = args['reason'];
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim() : null;
};
