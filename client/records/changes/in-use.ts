import { createSignal } from 'solid-js';
import type { Collection, Patch } from '#shared/collection.ts';
import type { RefusalData } from '#shared/refusal.ts';
import type { Live } from '#client/live/types.ts';

/** A deletion or deactivation that others point against: they may be moved to another record. */
export type InUse = {
  readonly definition: Collection;
  readonly id: string;
  readonly command: Parameters<Live['mutate']>[0];
  readonly args: Patch;
  readonly error: RefusalData;
  readonly describe: string | undefined;
  /** It may be done without moving anything. */
  readonly mayStay?: boolean;
};

const [openInUse, setInUse] = createSignal<InUse | null>(null);

export { openInUse };

/** Asks where to move what points at it. False where the refusal does not say what does. */
export const offerMove = (inUse: InUse): boolean => {
  if (inUse.error.code !== 'IN_USE' || !inUse.error.details?.linked) return false;
  setInUse(inUse);
  return true;
};

/**
 * Asks, before something is made inactive, whether what it holds is to be moved. Gives what it asks about; null where it
 * holds nothing, or that could not be counted: then the server says what stands in the way.
 */
export const offerMoveBefore = async (live: Live, inUse: Omit<InUse, 'error'>): Promise<RefusalData | null> => {
  try {
    const { countPointing, isRefusedBy } = await import('./pointing.ts');
    const { definition, id } = inUse;
    const linked = await countPointing(live, definition, id);
    if (linked.length === 0) return null;
    const error: RefusalData = { code: 'IN_USE', message: 'It is in use.', details: { linked, canMove: true } };
    setInUse({ ...inUse, error, mayStay: !isRefusedBy(live, definition, linked) });
    return error;
  } catch (error) {
    console.info('What points at it could not be counted.', error);
    return null;
  }
};

export const closeInUse = (): void => void setInUse(null);
