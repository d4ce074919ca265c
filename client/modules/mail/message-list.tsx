import Mail from 'lucide-solid/icons/mail';
import MailSearch from 'lucide-solid/icons/mail-search';
import { For, Match, Show, Switch, createEffect, createMemo, createSignal, on, type JSX } from 'solid-js';
import { mailDays, type MailState } from '#shared/mail.ts';
import { Button } from '#client/components/button.tsx';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { Select } from '#client/components/select.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { toast } from '#client/components/toasts.ts';
import { ask, refusalOf } from '#client/lib/rest.ts';
import { createMessages } from './create-messages.ts';
import { MessageRow, stateLabels } from './message-row.tsx';

const states = Object.entries(stateLabels).map(([value, { label, tone }]) => ({ value, label, tone }));

/** `sent` counts the messages that were caused on this screen. */
export const MessageList = (props: { api: string; sent: number }): JSX.Element => {
  const [state, setState] = createSignal<MailState | null>(null);
  const [pointed, setPointed] = createSignal(false);
  const [focused, setFocused] = createSignal(false);
  const [sending, setSending] = createSignal<string | null>(null);
  const [growing, setGrowing] = createSignal(false);
  // eslint-disable-next-line solid/reactivity -- the workspace of a screen stays
  const messages = createMessages(props.api, state, () => pointed() || focused());
  createEffect(
    on(
      () => props.sent,
      () => void messages.refresh(),
      { defer: true },
    ),
  );
  const ids = createMemo(() => messages.shown()?.map(({ id }) => id) ?? []);
  const byId = createMemo(() => new Map(messages.shown()?.map((mail) => [mail.id, mail])));
  const sendAgain = async (id: string): Promise<void> => {
    setSending(id);
    try {
      await ask(`${props.api}/mail/messages/${id}/send-again`, { method: 'POST' });
      toast('It is on its way again.');
    } catch (error) {
      toast(`It was not sent again. ${refusalOf(error).message}`, { failure: true });
    }
    await messages.refresh();
    setSending(null);
  };
  const showMore = async (): Promise<void> => {
    setGrowing(true);
    await messages.loadMore();
    setGrowing(false);
  };
  return (
    <>
      <div class="flex flex-none flex-wrap items-center gap-3 border-b border-line px-3 py-2 sm:px-4">
        <Select
          label="State"
          small
          class="w-40"
          emptyLabel="All messages"
          options={states}
          value={state()}
          onChange={(value) => setState(value as MailState | null)}
        />
        <p class="text-small text-muted">The last {mailDays} days</p>
        <Show when={messages.waiting() > 0}>
          <p role="status">
            <Button small variant="quiet" onClick={messages.showWaiting}>
              Show {messages.waiting()} more
            </Button>
          </p>
        </Show>
        <Show when={messages.shown() && messages.error()}>
          {(error) => (
            <p role="alert" class="text-row text-danger">
              This list may be out of date. {error().message}
            </p>
          )}
        </Show>
      </div>
      <div
        class="focus-inset min-h-0 flex-1 overflow-y-auto"
        // It holds nothing that Tab comes to, and is scrolled by the keyboard.
        tabindex={0}
        role="region"
        aria-label="What became of messages"
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onFocusIn={() => setFocused(true)}
        onFocusOut={() => setFocused(false)}
      >
        <Switch fallback={<SkeletonRows label="Loading messages" columns="2fr 3fr 1fr 1fr" cells={4} />}>
          <Match when={!messages.shown() && messages.error()}>
            {(error) => (
              <ErrorState title="The messages could not be loaded" onRetry={() => void messages.refresh()}>
                {error().message}
              </ErrorState>
            )}
          </Match>
          <Match when={messages.shown() && ids().length === 0}>
            <Show
              when={state()}
              fallback={
                <EmptyState icon={Mail} title="No mail yet">
                  Invitations and the like are listed here, with what became of them.
                </EmptyState>
              }
            >
              {(only) => (
                <EmptyState icon={MailSearch} title={`No message is ${stateLabels[only()].label.toLowerCase()}`} />
              )}
            </Show>
          </Match>
          <Match when={messages.shown()}>
            <ul aria-label="Messages">
              <For each={ids()}>
                {(id) => (
                  <Show when={byId().get(id)}>
                    {(mail) => (
                      <MessageRow mail={mail()} busy={sending() === id} onSendAgain={() => void sendAgain(id)} />
                    )}
                  </Show>
                )}
              </For>
            </ul>
            <Show when={messages.more()}>
              <Button class="m-3" variant="quiet" busy={growing()} onClick={() => void showMore()}>
                Show older ones
              </Button>
            </Show>
          </Match>
        </Switch>
      </div>
    </>
  );
};
