import type { AnyRecord } from '#shared/collection.ts';
import { canary } from './canaries.ts';
import type { Client } from './client.ts';
import type { Maker } from './operations.ts';
import type { Rng } from './rng.ts';

const subjectTypeOf = (doer: Client): string =>
  doer.welcome()?.profile.tenant.modules.includes('leads') ? 'leads' : 'tasks';

const noteOf = (doer: Client, rng: Rng): AnyRecord | null => {
  const held = [...doer.replica.records()].flatMap(([key, record]) => (key.startsWith('notes/') ? [record] : []));
  return held.length > 0 ? rng.pick(held) : null;
};

/** What is for admins only is asked for by everyone: most may not. */
const visibility = (rng: Rng): string => (rng.chance(0.4) ? 'admin_only' : 'shared');

const write: Maker = (doer, subject, rng, stage) => ({
  name: 'notes.create',
  args: {
    subjectType: subjectTypeOf(doer),
    subjectId: subject.id,
    content: `Note ${canary(stage.canaries)}`,
    visibility: visibility(rng),
  },
  changes: true,
});

const edit: Maker = (doer, _subject, rng, stage) => {
  const note = noteOf(doer, rng);
  const patch = { content: `Note ${canary(stage.canaries)}`, pinned: rng.chance(0.5) };
  return note && { name: 'notes.update', args: { id: note.id, patch }, changes: true };
};

/** Who sees it and the new text in one: those who lose the note must not get to read it. */
const restrict: Maker = (doer, _subject, rng, stage) => {
  const note = noteOf(doer, rng);
  const patch = { content: `Note ${canary(stage.canaries)}`, visibility: visibility(rng) };
  return note && { name: 'notes.update', args: { id: note.id, patch }, changes: true };
};

/** To another record, whose audience may be another one. */
const moveNote: Maker = (doer, subject, rng, stage) => {
  const note = noteOf(doer, rng);
  const patch = { subjectId: subject.id, content: `Note ${canary(stage.canaries)}` };
  return note && { name: 'notes.update', args: { id: note.id, patch }, changes: true };
};

const remove: Maker = (doer, _subject, rng) => {
  const note = noteOf(doer, rng);
  return note && { name: 'notes.delete', args: { id: note.id }, changes: true };
};

/** What people do with the notes of a record that they see. */
export const withNotes: readonly Maker[] = [write, write, edit, restrict, restrict, moveNote, remove];
