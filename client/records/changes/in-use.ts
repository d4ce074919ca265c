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
};

const [openInUse, setInUse] = createSignal<InUse | null>(null);

export { openInUse };

/** Asks where to move what points at it. False where the refusal does not say what does. */
export const offerMove = (inUse: InUse): boolean => {
  if (inUse.error.code !== 'IN_USE' || !inUse.error.details?.linked) return false;
  setInUse(inUse);
  return true;
};

export const closeInUse = (): void => void setInUse(null);
