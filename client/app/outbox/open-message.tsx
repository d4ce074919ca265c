import { A } from '@solidjs/router';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import MailX from 'lucide-solid/icons/mail-x';
import { For, Match, Show, Switch, createResource, createSignal, type JSX } from 'solid-js';
import type { Mailbox, OpenedMail } from '#shared/mail.ts';
import { Button } from '#client/components/button.tsx';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { MailFrame } from '#client/components/mail-frame.tsx';
import { exactMoment } from '#client/lib/format.ts';
import { ask, refusalOf } from '#client/lib/rest.ts';
import { outboxApi } from './create-outbox.ts';

/** A message as its reader sees it, and its part for those who read plain text. */
export const OpenMessage = (props: { id: string }): JSX.Element => {
  const [mail, { refetch }] = createResource(
    () => props.id,
    (id) => ask<OpenedMail>(`${outboxApi}/${encodeURIComponent(id)}`),
  );
  return (
    <Switch fallback={<SkeletonRows label="Loading the message" rows={6} columns="1fr" cells={1} />}>
      <Match when={mail.error as unknown}>
        {(error) => (
          <Show
            when={refusalOf(error()).code === 'NOT_FOUND'}
            fallback={
              <ErrorState title="The message could not be loaded" onRetry={() => void refetch()}>
                {refusalOf(error()).message}
              </ErrorState>
            }
          >
            <EmptyState
              icon={MailX}
              title="This message is not here any more"
              action={
                <A href="/outbox" class="button button-secondary">
                  All messages
                </A>
              }
            >
              The newest two hundred are kept.
            </EmptyState>
          </Show>
        )}
      </Match>
      <Match when={mail()}>{(known) => <Message mail={known()} />}</Match>
    </Switch>
  );
};

const said = ({ name, address }: Mailbox): string => (name ? `${name} <${address}>` : address);

const Message = (props: { mail: OpenedMail }): JSX.Element => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [asText, setAsText] = createSignal(false);
  const isText = (): boolean => asText() || props.mail.html === '';
  return (
    <>
      <header class="flex flex-none flex-col gap-1 border-b border-line bg-surface px-4 py-3 sm:px-6">
        <A href="/outbox" class="button button-quiet button-small -ml-2 self-start md:hidden">
          <ArrowLeft size={16} />
          All messages
        </A>
        <h2 class="text-title text-balance break-words">{props.mail.subject || 'No subject'}</h2>
        <dl class="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-row">
          <dt class="text-muted">To</dt>
          <dd class="truncate">{said(props.mail.to)}</dd>
          <dt class="text-muted">From</dt>
          <dd class="truncate">{said(props.mail.from)}</dd>
          <dt class="text-muted">At</dt>
          <dd class="truncate">{exactMoment(props.mail.receivedAt, zone)}</dd>
        </dl>
        <Show when={props.mail.html !== ''}>
          <div role="group" aria-label="Show as" class="flex gap-1.5 pt-2">
            <Button
              small
              aria-pressed={!asText()}
              class={asText() ? '' : 'choice-chosen'}
              onClick={() => setAsText(false)}
            >
              Designed
            </Button>
            <Button
              small
              aria-pressed={asText()}
              class={asText() ? 'choice-chosen' : ''}
              onClick={() => setAsText(true)}
            >
              Plain text
            </Button>
          </div>
        </Show>
      </header>
      <Show
        when={isText()}
        fallback={<MailFrame class="min-h-0 flex-1" title={`Message: ${props.mail.subject}`} html={props.mail.html} />}
      >
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by the keyboard */}
        <div tabindex={0} class="focus-inset min-h-0 flex-1 overflow-y-auto bg-surface p-4 sm:p-6">
          <PlainText text={props.mail.text} />
        </div>
      </Show>
    </>
  );
};

/** With its addresses to follow, as mail programs show them. */
const PlainText = (props: { text: string }): JSX.Element => (
  <pre class="font-mono text-row break-words whitespace-pre-wrap">
    <For each={props.text.split(/(https?:\/\/\S+)/)}>
      {(piece) => (
        <Show when={/^https?:\/\//.test(piece)} fallback={piece}>
          <a href={piece} target="_blank" rel="noreferrer" class="text-accent underline">
            {piece}
          </a>
        </Show>
      )}
    </For>
  </pre>
);
