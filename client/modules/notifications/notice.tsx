import Mail from 'lucide-solid/icons/mail';
import MailOpen from 'lucide-solid/icons/mail-open';
import { Show, createMemo, type JSX } from 'solid-js';
import { titleOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { notifications } from '#shared/modules/notifications.ts';
import { cls } from '#client/components/class.ts';
import { IconButton } from '#client/components/icon-button.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';
import { now, timeZone } from '#client/lib/clock.ts';
import { count, describeAgo, exactMoment } from '#client/lib/format.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';

type NoticeProps = { id: string; onMark: (isRead: boolean) => void; onLeave: () => void };

type Subject = { readonly definition: Collection; readonly id: string };

const labelOf = (kind: string): string =>
  notifications.fields.kind.choices?.find(({ value }) => value === kind)?.label ?? 'News';

/** One notification. What it is about is named by the live record, and so only to those who may see that. */
export const Notice = (props: NoticeProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const notice = () => live.record(notifications, props.id);
  const subject = createMemo((): Subject | null => {
    const { subjectType, subjectId } = notice() ?? {};
    const definition = live.catalog().named(subjectType);
    return definition && subjectId ? { definition, id: subjectId } : null;
  });
  const record = (): AnyRecord | null | undefined => {
    const about = subject();
    return about ? live.record(about.definition, about.id) : null;
  };
  /** Several leads at once: how many, and the clinic that they came to. */
  const several = (): number => (notice()?.kind === 'leads_assigned' ? (notice()?.count ?? 0) : 0);
  const title = (found: AnyRecord): string => {
    const name = titleOf(subject()?.definition ?? notifications, found);
    return several() > 0 ? `${count(several(), 'lead', 'leads')} for ${name}` : name;
  };
  const href = (): string | undefined => {
    const about = subject();
    // The clinic's own address shows its leads.
    const clinic = several() > 0 ? workspace.locations().find(({ id }) => id === about?.id) : undefined;
    if (clinic) return workspace.href(clinic.slug);
    return about && record() ? (workspace.hrefOf(about.definition.name, about.id) ?? undefined) : undefined;
  };
  const lost = (): string => {
    const one = subject()?.definition.label.one.toLowerCase() ?? 'record';
    return `${/^[aeiou]/.test(one) ? 'An' : 'A'} ${one} that is no longer yours`;
  };
  const open = (): void => {
    if (notice()?.isRead === false) props.onMark(true);
    props.onLeave();
  };
  return (
    <Show when={notice()}>
      {(it) => (
        <li class="group flex items-stretch border-b border-line last:border-b-0 hover:bg-hover">
          <a
            data-notice
            // Without an address it is no link; the keyboard and a screen reader reach it all the same.
            tabindex={0}
            href={href()}
            class="focus-inset flex min-w-0 flex-1 gap-2.5 py-2.5 pl-3 text-ink no-underline"
            onClick={() => href() && open()}
          >
            <span
              class={cls('mt-1.5 size-2 flex-none rounded-full', it().isRead ? 'bg-transparent' : 'bg-accent')}
              aria-hidden="true"
            />
            <span class="flex min-w-0 flex-1 flex-col">
              <Show when={!it().isRead}>
                <span class="sr-only">Unread: </span>
              </Show>
              <Show when={record() !== undefined} fallback={<Skeleton class="my-1 w-40" />}>
                <Show when={record()} fallback={<span class="text-row text-muted">{lost()}</span>}>
                  {(found) => (
                    <span class={cls('truncate text-row', !it().isRead && 'font-semibold')}>{title(found())}</span>
                  )}
                </Show>
              </Show>
              <span class="text-small text-muted">
                {labelOf(it().kind)} ·{' '}
                <time datetime={it().createdAt} title={exactMoment(it().createdAt, timeZone())}>
                  {describeAgo(it().createdAt, now(), timeZone())}
                </time>
              </span>
            </span>
          </a>
          <IconButton
            icon={it().isRead ? Mail : MailOpen}
            label={it().isRead ? 'Mark as unread' : 'Mark as read'}
            small
            class="my-auto mr-2 flex-none"
            onClick={() => props.onMark(!it().isRead)}
          />
        </li>
      )}
    </Show>
  );
};
