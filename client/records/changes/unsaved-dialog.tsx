import { For, Show, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { Dialog } from '#client/components/dialog.tsx';
import { toast } from '#client/components/toasts.ts';
import { now, timeZone, toServerTime } from '#client/lib/clock.ts';
import { describeAgo } from '#client/lib/format.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { handlingErrors } from '#client/live/handled-errors.ts';
import { useLive } from '#client/live/live-context.tsx';
import {
  closeUnsaved,
  discardUnsaved,
  isUnsavedOpen,
  reportNotSaved,
  textsIn,
  unsaved,
  type Unsaved,
} from './unsaved.ts';

/** What could not be saved, with what was typed: to try again, or to copy. */
export const UnsavedDialog = (): JSX.Element => (
  <Dialog
    open={isUnsavedOpen()}
    onClose={closeUnsaved}
    title="Not saved"
    description="Kept on this device for a week, for you alone."
  >
    <ul class="-my-3 outline-none" tabindex={-1}>
      <For each={unsaved()} fallback={<li class="py-6 text-center text-row text-muted">Everything is saved.</li>}>
        {(one) => <OneUnsaved one={one} />}
      </For>
    </ul>
  </Dialog>
);

/** Before an entry leaves with the button that was pressed: the keyboard goes on at the one beside it, or in the dialog. */
const goOnBeside = (entry: HTMLLIElement): void => {
  const beside = entry.nextElementSibling ?? entry.previousElementSibling;
  (beside?.querySelector('button') ?? entry.parentElement)?.focus();
};

const OneUnsaved = (props: { one: Unsaved }): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const definition = (): Collection | undefined => live.catalog().named(props.one.collection);
  const texts = createMemo(() => textsIn(definition(), props.one.args, live.catalog().command(props.one.command)));
  const href = (): string | null =>
    props.one.id === null ? null : workspace.hrefOf(props.one.collection, props.one.id);
  const at = (): string => new Date(toServerTime(props.one.at)).toISOString();

  let entry!: HTMLLIElement;
  const discard = (): void => {
    goOnBeside(entry);
    discardUnsaved(live, props.one);
  };
  const retry = async (): Promise<void> => {
    const { one } = props;
    const command = live.catalog().command(one.command);
    if (!command) return void toast('This cannot be done here any more. Copy the text instead.', { failure: true });
    // From here on it is among those that are on their way.
    discard();
    const options = {
      describe: one.label,
      ...(one.base === null ? {} : { base: one.base }),
      ...(one.mid === null ? {} : { mid: one.mid }),
    };
    const answer = await handlingErrors(one.collection, one.id, () => live.mutate(command, one.args, options));
    if (answer.ok) toast(`Saved: ${one.label}.`, { about: one.id ?? undefined });
    else reportNotSaved(live, { ...one, mid: answer.mid, error: answer.error });
  };
  const copy = async (): Promise<void> => {
    const text = texts()
      .map((typed) => typed.text)
      .join('\n');
    try {
      await navigator.clipboard.writeText(text);
      toast('Copied.');
    } catch (error) {
      console.info('The browser did not allow copying.', error);
      toast('The browser did not allow copying. Select the text and copy it.', { failure: true });
    }
  };

  return (
    <li ref={(element) => (entry = element)} class="flex flex-col gap-2 border-b border-line py-3 last:border-0">
      <div class="flex items-baseline gap-2 text-row">
        <Show when={href()} fallback={<span class="min-w-0 flex-1 font-semibold">{props.one.label}</span>}>
          {(link) => (
            <a
              class="min-w-0 flex-1 font-semibold text-ink hover:underline"
              href={link()}
              onClick={() => closeUnsaved()}
            >
              {props.one.label}
            </a>
          )}
        </Show>
        <time class="flex-none text-small text-faint" datetime={at()}>
          {describeAgo(at(), now(), timeZone())}
        </time>
      </div>
      <p class="text-small text-danger">{props.one.message}</p>
      <dl class="flex flex-col gap-1 text-row">
        <For each={texts()}>
          {({ label, text }) => (
            <div>
              <dt class="text-small text-faint">{label}</dt>
              <dd class="whitespace-pre-wrap break-words">{text}</dd>
            </div>
          )}
        </For>
      </dl>
      <div class="flex flex-wrap gap-2">
        <Button small onClick={() => void retry()}>
          Try again
        </Button>
        <Button small onClick={() => void copy()}>
          Copy text
        </Button>
        <Button small variant="quiet" class="ml-auto" onClick={discard}>
          Discard
        </Button>
      </div>
    </li>
  );
};
