import type { Collection } from '#shared/collection.ts';
import type { Live } from '#client/live/types.ts';

/** The kinds of child of a record that are written in its pane. What only the product writes is in the timeline. */
export const childrenIn = (live: Live, of: Collection): readonly Collection[] =>
  live
    .catalog()
    .childrenOf(of)
    .filter((child) => !child.internal && live.can('view', child));
