import Bell from 'lucide-solid/icons/bell';
import { For, Match, Show, Switch, createComputed, createEffect, createSignal, on, type JSX } from 'solid-js';
import type { Filter } from '#shared/filter.ts';
import { notifications } from '#shared/modules/notifications.ts';
import { defaultSort } from '#shared/sort.ts';
import { Button } from '#client/components/button.tsx';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { toast } from '#client/components/toasts.ts';
import { useLive } from '#client/live/live-context.tsx';
import { useListFreeze } from '#client/records/list/list-freeze.ts';
import { NewRowsBar } from '#client/records/list/new-rows-bar.tsx';
import { useRetry } from '#client/records/list/retry.ts';
import { commandOf } from '#client/store/commands.ts';
import { Notice } from './notice.tsx';

const update = commandOf(notifications, 'update');
/** More than so many are marked by pressing once more. */
const mostMarked = 5_000;
const unreadOnly: Filter = { field: 'isRead', op: 'eq', value: false };

type InboxProps = {
  /** One's own notifications. */
  mine: Filter;
  hasUnread: boolean;
  onLeave: () => void;
};

/** All of one's notifications, newest first, to be read and marked. */
export const Inbox = (props: InboxProps): JSX.Element => {
  const live = useLive();
  const asked = useRetry(() => ({ collection: notifications, filter: props.mine, sort: defaultSort(notifications) }));
  const list = live.list(asked.query);
  const mark = (id: string, isRead: boolean): void =>
    void live.mutate(update, { id, isRead }, { undo: false, base: null });
  // What comes in while one is at them would push the next one under the pointer.
  const freeze = useListFreeze(
    () => list,
    () => false,
  );
  const [marking, setMarking] = createSignal(false);
  let heading!: HTMLHeadingElement;
  let marker: HTMLButtonElement | undefined;
  // The button leaves once all are read; the keyboard stays in the inbox.
  let hadFocus = false;
  createComputed(
    on(
      () => props.hasUnread,
      () => (hadFocus = document.activeElement === marker),
    ),
  );
  createEffect(
    on(
      () => props.hasUnread,
      (has) => !has && hadFocus && heading.focus(),
      { defer: true },
    ),
  );
  /** All that are unread, not only those that are shown. */
  const markAll = async (): Promise<void> => {
    setMarking(true);
    const query = {
      collection: notifications,
      filter: { all: [props.mine, unreadOnly] },
      sort: defaultSort(notifications),
    };
    const answer = await live.readIds(query, mostMarked, () => true);
    const results = answer?.ok
      ? await live.mutateMany(
          update,
          answer.ids.map((id) => ({ id, isRead: true })),
          { describe: 'Notifications read', quiet: true },
        ).results
      : [];
    setMarking(false);
    const left = answer?.ok === false ? answer.error : results.find(({ answer: { ok } }) => !ok)?.answer;
    if (left && 'message' in left) toast(`They could not be marked. ${left.message}`, { failure: true });
    else if (left && !left.ok) toast(`Some could not be marked. ${left.error.message}`, { failure: true });
  };
  return (
    <>
      <div class="flex flex-none items-center justify-between gap-3 border-b border-line px-3 py-2">
        <h2 ref={(element) => (heading = element)} tabindex={-1} class="text-subheading outline-none">
          Notifications
        </h2>
        <Show when={props.hasUnread}>
          <Button
            ref={(element) => (marker = element)}
            small
            variant="quiet"
            busy={marking()}
            onClick={() => void markAll()}
          >
            Mark all as read
          </Button>
        </Show>
      </div>
      <div class="relative flex min-h-0 flex-1 flex-col" {...freeze.handlers}>
        {/* Over the heading, not over the notices that one reads. */}
        <div class="absolute inset-x-0 -top-10">
          <NewRowsBar list={list} definition={notifications} />
        </div>
        <div class="min-h-0 flex-1 overflow-y-auto">
          <Switch>
            <Match when={list.error()}>
              {(error) => (
                <ErrorState
                  title="Your notifications could not be loaded"
                  reference={error().details?.reference}
                  onRetry={asked.retry}
                >
                  {error().message}
                </ErrorState>
              )}
            </Match>
            <Match when={!list.ready()}>
              <SkeletonRows label="Loading notifications" rows={4} columns="1fr" cells={1} />
            </Match>
            <Match when={list.ids().length === 0}>
              <EmptyState icon={Bell} title="Nothing here yet">
                When a lead comes to your clinic, it is announced here.
              </EmptyState>
            </Match>
            <Match when={list.ids().length > 0}>
              <ul aria-label="All notifications" onKeyDown={walk}>
                <For each={list.ids()}>
                  {(id) => <Notice id={id} onMark={(isRead) => mark(id, isRead)} onLeave={() => props.onLeave()} />}
                </For>
              </ul>
              <Show when={!list.complete()}>
                <div class="p-2 text-center">
                  <Button small variant="quiet" busy={list.loading()} onClick={() => list.loadMore()}>
                    Show older ones
                  </Button>
                </div>
              </Show>
            </Match>
          </Switch>
        </div>
      </div>
    </>
  );
};

/** Up and down lead from one notification to the next. */
const walk = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-notice]')];
  const at = all.findIndex((one) => one.parentElement?.contains(document.activeElement));
  const next = all[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
};
