import type { ChoiceDraft } from '#client/components/choice-list.tsx';

/** What is in the editor of a field's choices. */
export const draftsIn = (value: unknown): readonly ChoiceDraft[] =>
  Array.isArray(value) ? (value as ChoiceDraft[]) : [];
