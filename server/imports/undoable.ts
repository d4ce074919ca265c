import type { Actor } from '#shared/actor.ts';
import { Refusal } from '#shared/refusal.ts';
import { undoDays } from '#shared/undo.ts';
import type { ImportJobView } from '#shared/csv/imports.ts';

type Done = Omit<ImportJobView, 'report'>;

const dayMs = 86_400_000;

/** Why an import cannot be taken back by this person; null where it can. */
export const refusalToUndo = (actor: Actor, done: Done): Refusal | null => {
  if (done.by.id !== actor.id)
    return new Refusal('FORBIDDEN', `Only ${done.by.name}, who imported this file, can undo it.`);
  if (done.dryRun || done.undoes !== null || done.created + done.warned + done.updated === 0)
    return new Refusal('CONFLICT', 'This import has written nothing, so there is nothing to undo.');
  if (done.state === 'running' || done.state === 'stopping')
    return new Refusal('CONFLICT', 'This import is still running. Stop it first.');
  if (Date.parse(done.updatedAt) < Date.now() - undoDays * dayMs)
    return new Refusal('CONFLICT', `An import can be undone for ${undoDays} days.`);
  return null;
};
