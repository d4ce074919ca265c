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
  /** Sends the command with these arguments added; its refusal is shown by who asks. */
  readonly run: (more: Patch) => Promise<MutationAnswer>;
  readonly error: RefusalData;
  readonly describe: string | undefined;
  /** It may be done without moving anything. */
  readonly mayStay?: boolean;
};

type Asked = InUse & { readonly settle: (answer: MutationAnswer | Promise<MutationAnswer>) => void };

const [openInUse, setInUse] = createSignal<Asked | null>(null);

export { openInUse };

/** Asks where to move what points at it. Resolves with the answer to what was done in the end, or with the refusal where nothing was. */
export const askInUse = (inUse: InUse): Promise<MutationAnswer> => {
  closeInUse();
  const { promise, resolve } = Promise.withResolvers<MutationAnswer>();
  setInUse({ ...inUse, settle: resolve });
  return promise;
};

/** The same for a refusal. Null where it does not say what points there. */
export const offerMove = (inUse: InUse): Promise<MutationAnswer> | null =>
  inUse.error.code === 'IN_USE' && inUse.error.details?.linked ? askInUse(inUse) : null;

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
