import { A } from '@solidjs/router';
import { For, Match, Switch, createResource, type JSX } from 'solid-js';
import type { MailKind, MailPreview } from '#shared/mail.ts';
import { ErrorState } from '#client/components/error-state.tsx';
import { MailBody } from '#client/components/mail-body.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { ask, refusalOf } from '#client/lib/rest.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';

type PreviewsProps = { api: string; kinds: readonly MailKind[] | undefined; name: string };

/** Every kind of message as people would get it now. */
export const Previews = (props: PreviewsProps): JSX.Element => {
  const workspace = useWorkspace();
  const [preview, { refetch }] = createResource(
    () => props.name,
    (name) => ask<MailPreview>(`${props.api}/mail/templates/${encodeURIComponent(name)}`),
  );
  return (
    <div class="flex min-h-0 flex-1 max-md:flex-col">
      <nav
        aria-label="Kinds of messages"
        class="flex flex-none border-line max-md:overflow-x-auto max-md:border-b md:w-64 md:flex-col md:overflow-y-auto md:border-r"
      >
        <For each={props.kinds ?? []}>
          {(kind) => (
            <A
              href={workspace.href(`mail/${kind.name}`)}
              aria-current={kind.name === props.name ? 'page' : undefined}
              class="focus-inset flex min-h-11 items-center px-4 text-row whitespace-nowrap text-ink no-underline hover:bg-hover aria-[current]:bg-accent-soft aria-[current]:font-medium"
            >
              {kind.label}
            </A>
          )}
        </For>
      </nav>
      <div class="flex min-h-0 min-w-0 flex-1 flex-col">
        <Switch fallback={<SkeletonRows label="Loading the preview" rows={6} columns="1fr" cells={1} />}>
          <Match when={preview.error as unknown}>
            {(error) => (
              <ErrorState title="The preview could not be loaded" onRetry={() => void refetch()}>
                {refusalOf(error()).message}
              </ErrorState>
            )}
          </Match>
          <Match when={preview.latest}>
            {(known) => (
              <MailBody subject={known().subject} text={known().text} html={known().html}>
                <h2 class="text-subheading break-words">{known().subject}</h2>
                <p class="text-small text-muted">About made-up things, in the name and colour of this workspace.</p>
              </MailBody>
            )}
          </Match>
        </Switch>
      </div>
    </div>
  );
};
