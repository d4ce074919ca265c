import { createEffect, createSignal } from 'solid-js';
import { v7 } from 'uuid';
import { fieldOf, type Collection, type Patch } from '#shared/collection.ts';
import type { RefusalData } from '#shared/refusal.ts';
import type { Runnable } from '#shared/run-command.ts';
import { toast } from '#client/components/toasts.ts';
import type { Live } from '#client/live/types.ts';
import { commandOf } from '#client/store/commands.ts';
import { fieldsAsked, valueAsked } from '#client/store/labels.ts';

/** A change of mine that could not be saved and has text in it that someone typed: to copy, or to try again. */
export type Unsaved = {
  readonly key: string;
  /** Milliseconds since 1970, by this device's clock. */
  readonly at: number;
  readonly label: string;
  readonly collection: string;
  readonly id: string | null;
  readonly command: string;
  readonly args: Patch;
  /** The version that the person saw; null where that is not known. */
  readonly base: number | null;
  /** The number that it was sent under, where it may have been done. */
  readonly mid: string | null;
  readonly message: string;
};

type NotSaved = Omit<Unsaved, 'key' | 'at' | 'message' | 'mid'> & {
  readonly mid: string;
  readonly error: RefusalData;
};

const [unsaved, setUnsaved] = createSignal<readonly Unsaved[]>([]);
const [isUnsavedOpen, setOpen] = createSignal(false);
export { unsaved, isUnsavedOpen };

export const showUnsaved = (): void => void setOpen(true);
export const closeUnsaved = (): void => void setOpen(false);

export const clearUnsaved = (): void => {
  setOpen(false);
  setUnsaved([]);
};

const prefix = 'unsaved/';

/** Shows what an earlier page of this person could not save. */
export const useUnsaved = ({ storage }: Pick<Live, 'storage'>): void => {
  createEffect(() => {
    const kept = storage();
    if (kept)
      setUnsaved(
        kept
          .names(prefix)
          .toSorted()
          .flatMap((name) => kept.read<Unsaved>(name) ?? []),
      );
  });
};

export const discardUnsaved = ({ storage }: Pick<Live, 'storage'>, { key }: Unsaved): void => {
  storage()?.remove(prefix + key);
  setUnsaved((all) => all.filter((one) => one.key !== key));
};

const typedKinds: readonly string[] = ['text', 'longText', 'email', 'phone', 'url', 'rows', 'json'];

/** The texts that a person typed for a command, by the labels of its own fields or of the record's. */
export const textsIn = (
  definition: Collection | undefined,
  args: Patch,
  command: Pick<Runnable, 'input'> | undefined,
): { label: string; text: string }[] =>
  ['reason', ...fieldsAsked(args)].flatMap((name) => {
    const field = command?.input[name] ?? (definition && fieldOf(definition, name));
    const value = name === 'reason' ? args['reason'] : valueAsked(args, name);
    const isTyped = name === 'reason' || (field !== undefined && typedKinds.includes(field.kind.name));
    if (!isTyped || value === null || value === undefined || value === '') return [];
    return [{ label: field?.label ?? 'Reason', text: typeof value === 'string' ? value : JSON.stringify(value) }];
  });

/** Says that a change was not saved; what was typed for it is kept, to copy or to try again. */
export const reportNotSaved = (live: Pick<Live, 'storage' | 'catalog'>, { error, mid, ...change }: NotSaved): void => {
  const impersonal = error.code === 'SESSION_ENDED';
  // What is kept on this device until they sign in again is not lost.
  const catalog = live.catalog();
  const texts = textsIn(catalog.named(change.collection), change.args, catalog.command(change.command));
  const isKept = !impersonal && texts.length > 0;
  if (isKept) {
    const one: Unsaved = {
      label: change.label,
      collection: change.collection,
      id: change.id,
      command: change.command,
      args: change.args,
      // Seen now, with the sentence that says who changed what: a second time it is meant.
      base: error.details?.version ?? change.base,
      mid: error.code === 'UNAVAILABLE' ? mid : null,
      key: v7(),
      at: Date.now(),
      message: error.message,
    };
    live.storage()?.write(prefix + one.key, one);
    setUnsaved((all) => [...all, one]);
  }
  toast(impersonal ? error.message : `Not saved: ${change.label}. ${error.message}`, {
    // What left this person's sight is not named, and so need not leave the screen with it.
    about: error.code === 'NOT_FOUND' ? undefined : (change.id ?? undefined),
    failure: true,
    impersonal,
    ...(isKept ? { action: { label: 'Show', run: showUnsaved } } : {}),
  });
};

/**
 * Keeps what was being typed for a record that a colleague's change has taken out of this person's sight, and says so.
 * False where the record is there. `base`: the version that the person saw.
 */
export const reportOutOfSight = (
  live: Pick<Live, 'storage' | 'catalog' | 'record'>,
  definition: Collection,
  id: string,
  patch: Patch,
  base: number,
): boolean => {
  if (live.record(definition, id) !== null) return false;
  const one = definition.label.one.toLowerCase();
  reportNotSaved(live, {
    label: `your change to a ${one}`,
    collection: definition.name,
    id,
    command: commandOf(definition, 'update').name,
    args: { id, patch },
    base,
    mid: v7(),
    error: { code: 'NOT_FOUND', message: `You no longer have access to this ${one}.` },
  });
  return true;
};
