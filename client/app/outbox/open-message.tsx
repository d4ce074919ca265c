import { A } from '@solidjs/router';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import MailX from 'lucide-solid/icons/mail-x';
import { Match, Show, Switch, createResource, type JSX } from 'solid-js';
import type { Mailbox, OpenedMail } from '#shared/mail.ts';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { MailBody } from '#client/components/mail-body.tsx';
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

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const Message = (props: { mail: OpenedMail }): JSX.Element => (
  <MailBody subject={props.mail.subject} text={props.mail.text} html={props.mail.html}>
    <A href="/outbox" class="button button-quiet button-small -ml-2 self-start touch:min-h-11 md:hidden">
      <ArrowLeft size={16} />
      All messages
    </A>
    <h2 class="text-title break-words text-balance">{props.mail.subject || 'No subject'}</h2>
    <dl class="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-row">
      <dt class="text-muted">To</dt>
      <dd class="truncate">{said(props.mail.to)}</dd>
      <dt class="text-muted">From</dt>
      <dd class="truncate">{said(props.mail.from)}</dd>
      <dt class="text-muted">At</dt>
      <dd class="truncate">{exactMoment(props.mail.receivedAt, zone)}</dd>
    </dl>
  </MailBody>
);
