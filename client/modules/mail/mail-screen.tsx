import { A } from '@solidjs/router';
import Send from 'lucide-solid/icons/send';
import { Match, Show, Switch, createResource, createSignal, type JSX } from 'solid-js';
import type { MailKind } from '#shared/mail.ts';
import { Button } from '#client/components/button.tsx';
import { cls } from '#client/components/class.ts';
import { ErrorState } from '#client/components/error-state.tsx';
import { toast } from '#client/components/toasts.ts';
import { usePageTitle } from '#client/lib/page-title.ts';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import type { ScreenProps } from '#client/records/screen.ts';
import { MessageList } from './message-list.tsx';
import { Previews } from './previews.tsx';

type Setup = { readonly kind: 'smtp' | 'local' | 'none'; readonly from: string | null };

/** What a workspace sends to people's mailboxes: what became of each message, and what its messages look like. */
export const MailScreen = (props: ScreenProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const api = tenantApi(workspace.tenant);
  usePageTitle(() => ['Mail', live.me()?.tenant.name]);
  const [setup, { refetch }] = createResource(() => ask<Setup>(`${api}/mail`));
  const [kinds] = createResource(() => ask<readonly MailKind[]>(`${api}/mail/templates`));
  const [sending, setSending] = createSignal(false);
  const [sent, setSent] = createSignal(0);
  const sendTest = async (): Promise<void> => {
    setSending(true);
    try {
      await ask(`${api}/mail/test-messages`, { method: 'POST' });
      toast(`A test is on its way to ${live.me()?.email}.`);
      setSent(sent() + 1);
    } catch (error) {
      toast(`The test was not sent. ${refusalOf(error).message}`, { failure: true });
    }
    setSending(false);
  };
  const firstKind = (): string => kinds.latest?.[0]?.name ?? 'test';
  return (
    <section class="flex min-h-0 flex-1 flex-col bg-surface" aria-labelledby="mail-title">
      <header class="flex flex-none flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-3 sm:px-4">
        <h1 id="mail-title" class="text-heading">
          Mail
        </h1>
        <nav aria-label="Mail" class="flex gap-1.5">
          <Place href={workspace.href('mail')} label="Messages" here={props.id === null} />
          <Place href={workspace.href(`mail/${firstKind()}`)} label="What they look like" here={props.id !== null} />
        </nav>
        <Button
          class="ml-auto max-sm:w-full"
          variant="primary"
          icon={Send}
          busy={sending()}
          onClick={() => void sendTest()}
        >
          Send me a test
        </Button>
        <p class="basis-full text-row text-muted" classList={{ invisible: !setup.latest }}>
          <Show when={setup.error as unknown} fallback={<How setup={setup.latest} />}>
            How mail leaves could not be found out.{' '}
            <Button small variant="quiet" onClick={() => void refetch()}>
              Try again
            </Button>
          </Show>
        </p>
      </header>
      <Switch fallback={<MessageList api={api} sent={sent()} />}>
        <Match when={props.id !== null && (kinds.error as unknown)}>
          {(error) => <ErrorState title="The messages could not be loaded">{refusalOf(error()).message}</ErrorState>}
        </Match>
        <Match when={props.id}>{(name) => <Previews api={api} kinds={kinds.latest} name={name()} />}</Match>
      </Switch>
    </section>
  );
};

const Place = (props: { href: string; label: string; here: boolean }): JSX.Element => (
  <A
    href={props.href}
    aria-current={props.here ? 'page' : undefined}
    class={cls('button button-secondary button-small touch:min-h-11', props.here && 'choice-chosen')}
  >
    {props.label}
  </A>
);

const How = (props: { setup: Setup | undefined }): JSX.Element => (
  <Switch fallback={<>Mail is sent from {props.setup?.from}.</>}>
    <Match when={props.setup?.kind === 'local'}>
      This installation runs on your own machine: mail is not sent to people, and shown in the{' '}
      <a href="/outbox" target="_blank" class="text-accent underline">
        outbox
      </a>
      .
    </Match>
    <Match when={props.setup?.kind === 'none'}>
      This installation sends no mail, because no mail server is set up.
    </Match>
  </Switch>
);
