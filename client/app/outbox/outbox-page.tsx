import { A, useNavigate, useParams } from '@solidjs/router';
import Inbox from 'lucide-solid/icons/inbox';
import MailOpen from 'lucide-solid/icons/mail-open';
import { For, Match, Show, Switch, createMemo, createSignal, onCleanup, onMount, type JSX } from 'solid-js';
import type { ReceivedMail } from '#shared/mail.ts';
import { Button } from '#client/components/button.tsx';
import { cls } from '#client/components/class.ts';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { Logo } from '#client/components/logo.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { ThemeToggle } from '#client/components/theme-toggle.tsx';
import { now, startClock } from '#client/lib/clock.ts';
import { describeAgo } from '#client/lib/format.ts';
import { usePageTitle } from '#client/lib/page-title.ts';
import { NotFound } from '#client/app/not-found.tsx';
import { createOutbox } from './create-outbox.ts';
import { OpenMessage } from './open-message.tsx';

/** No workspace says here in which time zone to think. */
const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What a laptop's own mail server took in place of people's mailboxes. An installation that sends mail has no such page. */
export const OutboxPage = (): JSX.Element => {
  usePageTitle(() => ['Outbox']);
  onMount(() => onCleanup(startClock()));
  const params = useParams<{ id?: string }>();
  const [held, setHeld] = createSignal(false);
  const outbox = createOutbox(held);
  const isElsewhere = (): boolean => outbox.error()?.code === 'NOT_FOUND';
  return (
    <Show when={!isElsewhere()} fallback={<NotFound />}>
      <div class="flex h-dvh flex-col bg-canvas">
        <header class="flex h-13 flex-none items-center gap-2 border-b border-line bg-surface px-4">
          <Logo />
          <span class="font-semibold">DentraCRM</span>
          <h1 class="text-muted">Outbox</h1>
          <span class="ml-auto">
            <ThemeToggle />
          </span>
        </header>
        <main class="flex min-h-0 flex-1">
          <section
            aria-label="Mail that came in"
            class={cls(
              'flex min-h-0 w-full flex-col border-line bg-surface md:w-88 md:flex-none md:border-r',
              params.id !== undefined && 'max-md:hidden',
            )}
          >
            <p class="flex-none border-b border-line px-4 py-2.5 text-small text-muted">
              Mail goes here instead of to people, because this installation runs on your own machine.
            </p>
            <Show when={outbox.waiting() > 0}>
              <p role="status" class="flex-none border-b border-line px-3 py-1">
                <Button small variant="quiet" onClick={outbox.showWaiting}>
                  Show {outbox.waiting()} more that came in
                </Button>
              </p>
            </Show>
            <div
              class="min-h-0 flex-1 overflow-y-auto"
              onPointerEnter={() => setHeld(true)}
              onPointerLeave={() => setHeld(false)}
            >
              <Switch fallback={<SkeletonRows label="Loading messages" rows={5} columns="1fr" cells={1} />}>
                <Match when={!outbox.shown() && outbox.error()}>
                  {(error) => (
                    <ErrorState title="The messages could not be loaded" onRetry={outbox.retry}>
                      {error().message}
                    </ErrorState>
                  )}
                </Match>
                <Match when={outbox.shown()?.length === 0}>
                  <EmptyState icon={Inbox} title="No mail yet">
                    Invite someone, or forget a password: the message comes here within a second.
                  </EmptyState>
                </Match>
                <Match when={outbox.shown()}>{(mails) => <Messages mails={mails()} open={params.id} />}</Match>
              </Switch>
            </div>
          </section>
          <section
            aria-label="Message"
            class={cls('flex min-h-0 min-w-0 flex-1 flex-col', params.id === undefined && 'max-md:hidden')}
          >
            <Show
              when={params.id}
              keyed
              fallback={
                <EmptyState icon={MailOpen} title="No message is open">
                  Choose one from the list.
                </EmptyState>
              }
            >
              {(id) => <OpenMessage id={id} />}
            </Show>
          </section>
        </main>
      </div>
    </Show>
  );
};

const Messages = (props: { mails: readonly ReceivedMail[]; open: string | undefined }): JSX.Element => {
  const navigate = useNavigate();
  let list!: HTMLUListElement;
  const ids = createMemo(() => props.mails.map(({ id }) => id));
  const byId = createMemo(() => new Map(props.mails.map((mail) => [mail.id, mail])));
  /** Up and down go from one message to the next, and open it. */
  const walk = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...list.querySelectorAll('a')];
    const at = links.findIndex((link) => link === document.activeElement);
    const next = step === undefined || at < 0 ? undefined : links[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (props.open !== undefined) navigate(next.pathname, { replace: true });
  };
  return (
    <ul ref={list} onKeyDown={walk}>
      <For each={ids()}>
        {(id) => (
          <Show when={byId().get(id)}>
            {(mail) => (
              <li class="border-b border-line">
                <A
                  href={`/outbox/${id}`}
                  aria-current={props.open === id ? 'true' : undefined}
                  class="focus-inset block px-4 py-3 text-ink no-underline hover:bg-hover aria-[current]:bg-accent-soft"
                >
                  <span class="flex items-baseline gap-3">
                    <span class="min-w-0 flex-1 truncate text-row font-medium">
                      <span class="sr-only">To </span>
                      {mail().to.name || mail().to.address}
                    </span>
                    <time class="tabular flex-none text-small text-muted" datetime={mail().receivedAt}>
                      {describeAgo(mail().receivedAt, now(), ownTimeZone)}
                    </time>
                  </span>
                  <span class="block truncate text-row">{mail().subject || 'No subject'}</span>
                  <span class="block truncate text-small text-muted">
                    from {mail().from.name || mail().from.address}
                  </span>
                </A>
              </li>
            )}
          </Show>
        )}
      </For>
    </ul>
  );
};
