import Bell from 'lucide-solid/icons/bell';
import { Show, Suspense, createMemo, createSignal, type JSX } from 'solid-js';
import type { Filter } from '#shared/filter.ts';
import { notifications } from '#shared/modules/notifications.ts';
import { late } from '#client/components/late.tsx';
import { Popover } from '#client/components/popover.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { formatNumber } from '#client/lib/format.ts';
import { whenIdle } from '#client/lib/when-idle.ts';
import { useLive } from '#client/live/live-context.tsx';

const Inbox = late(async () => (await import('./inbox.tsx')).Inbox);
whenIdle(Inbox.preload);

/** The bell in the top bar: how many notifications are unread, and a list of them all. */
export const NotificationBell = (): JSX.Element => {
  const live = useLive();
  const [open, setOpen] = createSignal(false);
  const mine = createMemo((): Filter | null => {
    const me = live.me();
    // A person who sees everyone's records still has an inbox of their own.
    return me && live.can('view', notifications) ? { field: 'userId', op: 'eq', value: me.id } : null;
  });
  const facets = live.facets(() => {
    const filter = mine();
    return filter ? { collection: notifications, filter, by: ['isRead'] } : null;
  });
  const unread = createMemo(() =>
    Number(
      facets
        .rows()
        ?.find(([isRead]) => isRead === false)
        ?.at(-1) ?? 0,
    ),
  );
  const label = (): string => (unread() > 0 ? `Notifications, ${formatNumber(unread())} unread` : 'Notifications');

  return (
    <Show when={mine()}>
      <Popover
        label="Notifications"
        placement="bottom-end"
        open={open()}
        onOpenChange={setOpen}
        triggerLabel={label()}
        triggerClass="button button-quiet button-small button-square relative touch:min-h-11 touch:min-w-11"
        class="flex max-h-[min(32rem,80dvh)] w-96 flex-col"
        trigger={
          <>
            <Bell size={16} aria-hidden="true" />
            <Show when={unread() > 0}>
              <span class="tabular absolute -top-1 -right-1.5 min-w-4 rounded-full bg-accent px-1 text-center text-[0.6875rem] leading-4 font-semibold text-on-accent">
                {unread() > 99 ? '99+' : formatNumber(unread())}
              </span>
            </Show>
          </>
        }
      >
        <Suspense fallback={<SkeletonRows label="Loading notifications" rows={4} columns="1fr" cells={1} />}>
          <Show when={mine()}>
            {(filter) => <Inbox mine={filter()} hasUnread={unread() > 0} onLeave={() => setOpen(false)} />}
          </Show>
        </Suspense>
      </Popover>
    </Show>
  );
};
