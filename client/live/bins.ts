import { hasBin } from '#shared/bin.ts';
import type { Collection } from '#shared/collection.ts';
import type { Live } from './types.ts';

/** `/avmsmiles/bin/leads` */
export const binSegment = 'bin';

/** The collections of which I may restore what was deleted. */
export const binsOf = (live: Live): readonly Collection[] =>
  live
    .catalog()
    .collections.filter((one) => hasBin(one) && live.can('delete', one) && live.can('view', one) && !one.ownScreen);
