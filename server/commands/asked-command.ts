import type { Catalog } from '#shared/catalog.ts';
import type { Collection } from '#shared/collection.ts';
import type { Mutation } from '#shared/protocol.ts';
import { Refusal } from '#shared/refusal.ts';
import { undoOf } from '#shared/run-command.ts';
import type { CommandRequest } from './command-request.ts';
import { commandNamed } from './commands.ts';
import type { Asked } from './execute.ts';
import type { DoneMutation, LoadedContext } from './loaded-context.ts';
import { principalId } from './principal-id.ts';

/** The command that is asked for; to undo a mutation is to run backwards what it ran. */
export const askedOf = (catalog: Catalog, loaded: LoadedContext, { who, mutation, cause }: CommandRequest): Asked => {
  if (mutation.name !== 'undo')
    return { command: commandNamed(catalog, mutation.name, who.kind), undoing: undefined, cause };
  const done = doneOf(loaded, mutation);
  // Someone else's looks as if it were not there.
  if (!done || done.actorId !== principalId(who))
    throw new Refusal('NOT_FOUND', 'There is nothing to undo.', { field: 'of' });
  if (done.isPartial)
    throw new Refusal('CONFLICT', 'This changed a field that is not in use any more, so it cannot be undone.');
  const { command, mid } = done;
  return {
    command: undoOf(originalOf(catalog, done)),
    undoing: done,
    cause: { kind: 'undo', id: mid, command, depth: cause?.depth ?? 0 },
  };
};

const doneOf = (loaded: LoadedContext, { args: { of } }: Mutation): DoneMutation | undefined =>
  typeof of === 'string' ? loaded.done.get(of.toLowerCase()) : undefined;

const originalOf = (catalog: Catalog, { command, on }: DoneMutation): Parameters<typeof undoOf>[0] =>
  commandNamed(catalog, command) ?? { collection: on, action: 'update' };

/** Of which collection the record is that an answer shows; for an undo, that of what was undone. */
export const collectionOf = (
  catalog: Catalog,
  loaded: LoadedContext,
  { mutation }: CommandRequest,
): Collection | undefined => {
  if (mutation.name !== 'undo') return commandNamed(catalog, mutation.name)?.collection;
  const done = doneOf(loaded, mutation);
  return done && originalOf(catalog, done).collection;
};
