import type { Collection, Patch } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { handlingErrors } from '#client/live/handled-errors.ts';
import type { Live } from '#client/live/types.ts';
import type { MutateOptions } from '#client/store/types.ts';
import { offerConflict } from './conflicts.ts';
import { offerMove, type InUse } from './in-use.ts';
import type { OpenConflicts } from './open-conflicts.ts';
import { isConnected } from './undo-toasts.ts';
import { reportNotSaved } from './unsaved.ts';

/** Whether this makes something inactive that others may point at. */
const makesInactive = (live: Live, { active }: Collection, args: Patch): boolean => {
  const patch = (args['patch'] ?? args) as Patch;
  return active !== undefined && patch[active] === false && isConnected(live);
};

/** What cannot be counted now is left to the server, which says what stands in the way. */
const offerBefore = async (live: Live, inUse: Omit<InUse, 'error'>): Promise<MutationAnswer | null> => {
  try {
    return await (await import('./in-use-dialog.tsx')).offerMoveBefore(live, inUse);
  } catch (error) {
    console.info('What points at it could not be counted.', error);
    return null;
  }
};

type SendOptions = MutateOptions & {
  /** The caller shows the refusal itself, where it returns true; else it is shown as any other. */
  readonly onRefused?: (error: RefusalData) => boolean;
};

/** Sends a command about a record. Shows a refusal where the person looks: at the open record, or in a message. */
export type Send = (
  command: Parameters<Live['mutate']>[0],
  id: string,
  args?: Patch,
  options?: SendOptions,
) => Promise<MutationAnswer>;

type Ports = {
  readonly live: Live;
  readonly definition: Collection;
  readonly conflicts: OpenConflicts;
  /** Whether the record is open, with room to ask at the field. */
  readonly isOpen: (id: string) => boolean;
};

export const createSend = ({ live, definition, conflicts, isOpen }: Ports): Send => {
  const one = (): string => live.catalog().of(definition).label.one.toLowerCase();

  return async (command, id, args = {}, { onRefused, ...options } = {}) => {
    const given = { id, ...args };
    const run = (more: Patch): Promise<MutationAnswer> =>
      handlingErrors(definition.name, id, () => live.mutate(command, { ...given, ...more }, options));
    const inUse = { definition, id, command, args: given, run, describe: options.describe };
    if (makesInactive(live, definition, given)) {
      const moved = await offerBefore(live, inUse);
      if (moved) return moved;
    }
    const isAskedNow = isConnected(live);
    const answer = await run({});
    if (answer.ok) return answer;
    // It is asked for over the page, and needs no word at the field. What was kept until now finds the person at something else.
    const moved = isAskedNow ? offerMove({ ...inUse, error: answer.error }) : null;
    if (moved) return moved;
    if (onRefused?.(answer.error)) return answer;
    const { error } = answer;
    const { field, current, by, version } = error.details ?? {};
    if (error.code !== 'CONFLICT' || field === undefined) {
      // What left this person's sight is not named.
      const label = error.code === 'NOT_FOUND' ? undefined : options.describe;
      const base = typeof options.base === 'number' ? options.base : null;
      const { mid } = answer;
      const change = { collection: definition.name, id, command: command.name, args: given, base, mid, error };
      reportNotSaved(live, { ...change, label: label ?? `your change to a ${one()}` });
      return answer;
    }
    const patch = (args['patch'] ?? args) as Patch;
    const conflict = { field, mine: patch[field], theirs: current, by: by ?? null, version: version ?? null };
    if (isOpen(id)) conflicts.add({ id, ...conflict });
    else {
      const label = options.describe ?? `Your change to a ${one()}`;
      offerConflict({
        kind: 'refused',
        label,
        error,
        collection: definition.name,
        id,
        command: command.name,
        args: given,
        base: null,
        mid: answer.mid,
        conflict,
      });
    }
    return answer;
  };
};
