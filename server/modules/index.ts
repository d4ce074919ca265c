import type { Reaction } from '#server/changelog/reaction.ts';
import { leadNotices } from './lead-notices.ts';

/** What follows from changes after their commit. A new one needs its row in `reaction_cursors`, by a migration. */
export const reactions: readonly Reaction[] = [leadNotices];
