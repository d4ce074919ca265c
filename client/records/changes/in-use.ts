import { createSignal } from 'solid-js';
import { v7 } from 'uuid';
import type { Collection, Patch } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
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

type Asked = InUse & { readonly settle: (answer: MutationAnswer | Promise<MutationAnswer>) => void };

const [openInUse, setInUse] = createSignal<Asked | null>(null);

export { openInUse };

/** Resolves with the answer to what was done in the end, or with the refusal where nothing was. */
const ask = (inUse: InUse): Promise<MutationAnswer> => {
  closeInUse();
  const { promise, resolve } = Promise.withResolvers<MutationAnswer>();
  setInUse({ ...inUse, settle: resolve });
  return promise;
};

/** Asks where to move what points at it. Null where the refusal does not say what does. */
export const offerMove = (inUse: InUse): Promise<MutationAnswer> | null =>
  inUse.error.code === 'IN_USE' && inUse.error.details?.linked ? ask(inUse) : null;

/**
 * Asks, before something is made inactive, whether what it holds is to be moved. Resolves with the answer to what was done;
 * null where it holds nothing, or that could not be counted: then the server says what stands in the way.
 */
export const offerMoveBefore = async (live: Live, inUse: Omit<InUse, 'error'>): Promise<MutationAnswer | null> => {
  try {
    const { countPointing, isRefusedBy } = await import('./pointing.ts');
    const { definition, id } = inUse;
    const linked = await countPointing(live, definition, id);
    if (linked.length === 0) return null;
    const error: RefusalData = { code: 'IN_USE', message: 'It is in use.', details: { linked, canMove: true } };
    return await ask({ ...inUse, error, mayStay: !isRefusedBy(live, definition, linked) });
  } catch (error) {
    console.info('What points at it could not be counted.', error);
    return null;
  }
};

/** It is done, or is being done. */
export const settleInUse = (answer: MutationAnswer | Promise<MutationAnswer>): void => {
  const asked = openInUse();
  setInUse(null);
  asked?.settle(answer);
};

/** Nothing is done. */
export const closeInUse = (): void => {
  const asked = openInUse();
  if (asked) settleInUse({ ok: false, mid: v7(), error: asked.error });
};
