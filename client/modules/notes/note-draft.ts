import type { RecordOf } from '#shared/collection.ts';
import type { notes, NoteType, NoteVisibility } from '#shared/modules/notes.ts';

export type Note = RecordOf<typeof notes>;

/** What is written of a note, as long as it is not saved. */
export type NoteDraft = {
  readonly content: string;
  readonly type: NoteType;
  readonly visibility: NoteVisibility;
};

export const emptyDraft: NoteDraft = { content: '', type: 'general', visibility: 'shared' };

export const draftOf = ({ content, type, visibility }: Note): NoteDraft => ({
  content,
  type: type as NoteType,
  visibility: visibility as NoteVisibility,
});
