import Ban from 'lucide-solid/icons/ban';
import { Show, createEffect, createMemo, createSignal, on, onCleanup, type Accessor, type JSX } from 'solid-js';
import type { Collection, Patch } from '#shared/collection.ts';
import { toast } from '#client/components/toasts.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { Live } from '#client/live/types.ts';
import { parsedDraft } from './parsed-draft.ts';

/** Whether what is typed into a field is a number or address that must not be contacted. */
const useListed = (
  definition: Accessor<Collection>,
  name: Accessor<string>,
  draft: Accessor<unknown>,
): Accessor<boolean> => {
  const live = useLive();
  const [listed, setListed] = createSignal(false);
  const value = createMemo((): string | null => {
    const field = definition().fields[name()];
    const isAsked = definition().doNotContact?.by.includes(name());
    const parsed = field && isAsked ? parsedDraft(draft(), field) : null;
    return typeof parsed === 'string' ? parsed : null;
  });
  let turn = 0;
  createEffect(
    on(value, async (now) => {
      const mine = ++turn;
      setListed(false);
      if (now === null) return;
      const found = await live.isListed(definition(), name(), now, () => mine === turn);
      if (mine === turn) setListed(found === true);
    }),
  );
  onCleanup(() => (turn += 1));
  return listed;
};

/** Says, while it is being typed, that this number must not be contacted: that it is so, and nothing of whose it is. */
export const DoNotContactWarning = (props: { definition: Collection; name: string; draft: unknown }): JSX.Element => {
  const listed = useListed(
    () => props.definition,
    () => props.name,
    () => props.draft,
  );
  return (
    <Show when={listed()}>
      <span
        class="tone-red mt-1 flex items-start gap-1.5 rounded-control bg-tone-soft p-2 text-row font-medium text-tone-ink"
        role="alert"
      >
        <Ban size={14} class="mt-0.5 flex-none" />
        {props.definition.doNotContact?.warning}
      </span>
    </Show>
  );
};

/** The same in a message, for what was saved sooner than it could be said: of a record, by its id. */
export const warnIfListed = async (live: Live, definition: Collection, id: string, values: Patch): Promise<void> => {
  for (const name of definition.doNotContact?.by ?? []) {
    const [field, given] = [definition.fields[name], values[name]];
    const value = field ? parsedDraft(given, field) : null;
    if (typeof value !== 'string') continue;
    if (await live.isListed(definition, name, value, () => true))
      toast(definition.doNotContact?.warning ?? '', { about: id, tone: 'red', seconds: 12 });
  }
};
