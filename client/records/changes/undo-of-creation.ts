import type { Collection } from '#shared/collection.ts';
import type { Live } from '#client/live/types.ts';

/** To undo a creation is to delete: true, or why this person cannot. */
export const undoOfCreation = (live: Live, definition: Collection): true | string =>
  live.can('delete', definition) || `You may not delete ${definition.label.many.toLowerCase()}: ask an admin to do it.`;
