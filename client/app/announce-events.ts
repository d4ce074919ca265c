import { createEffect, createSignal, onCleanup } from 'solid-js';
import { titleOf } from '#shared/collection.ts';
import type { Profile } from '#shared/protocol.ts';
import { groupCollection, productCatalog } from '#shared/modules/index.ts';
import { announce } from '#client/components/announcements.ts';
import { removeToastsAbout, toast } from '#client/components/toasts.ts';
import { count } from '#client/lib/format.ts';
import type { Live, LiveEvent } from '#client/live/types.ts';
import { offerConflict } from '#client/records/changes/conflicts.ts';
import { reportNotSaved } from '#client/records/changes/unsaved.ts';
import { isHandled } from '#client/live/handled-errors.ts';
import { createGroupMessages } from './announce-groups.ts';
import { changedGroups, describeAccess, groupsIn } from './describe-access.ts';

type Removed = Extract<LiveEvent, { kind: 'removed' }>;

const nameOf = ({ collection }: Removed): string =>
  productCatalog.named(collection)?.label.one.toLowerCase() ?? 'record';

const describeRemoved = (removed: readonly Removed[]): void => {
  const [first] = removed;
  if (!first) return;
  if (removed.length > 1) announce(`${count(removed.length, 'record', 'records')} left what you can see.`);
  // Not its name: what is said stays on the page, and this person may no longer see it.
  else announce(`${first.by?.name ?? 'Somebody'} moved or removed a ${nameOf(first)} that you could see.`);
};

/** Shows what happened elsewhere or went wrong, once, on whatever screen. Stops with its owner. */
export const announceEvents = (live: Live, onEnded: (reason: string) => void): void => {
  const announceAccess = useAccessAnnounced(live);
  const groups = createGroupMessages(live);
  let removed: Removed[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = live.onEvent((event) => {
    switch (event.kind) {
      case 'refused':
        // The form that sent the change shows it at the field at fault.
        if (isHandled(event.collection, event.id)) return;
        if (event.conflict) offerConflict(event);
        else reportNotSaved(live, event);
        return;
      case 'removed':
        if (event.mine) return;
        removeToastsAbout(event.id);
        removed.push(event);
        clearTimeout(timer);
        timer = setTimeout(() => {
          describeRemoved(removed);
          removed = [];
        }, 800);
        return;
      case 'group-started':
        groups.started(event.bulk);
        return;
      case 'group-done':
        groups.done(event);
        return;
      case 'group-undone':
        groups.undone(event);
        return;
      case 'undone':
        // Said by who asked for it.
        return;
      case 'resynced':
        toast('Much had changed while you were away. Everything shown is up to date again.');
        return;
      case 'access-changed':
        announceAccess(event.before, event.me);
        return;
      case 'reload-needed':
        toast('There is a new version. Reload to go on.', {
          tone: 'amber',
          seconds: 3600,
          impersonal: true,
          action: { label: 'Reload', run: () => location.reload() },
        });
        return;
      case 'ended':
        onEnded(event.reason);
    }
  });
  onCleanup(() => {
    stop();
    clearTimeout(timer);
  });
};

/** The name of a clinic or team that was just added arrives a little later; after this time the message is shown without it. */
const namesWithinMs = 4_000;

const useAccessAnnounced = (live: Live): ((before: Profile, now: Profile) => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const [changed, setChanged] = createSignal<{ readonly before: Profile; readonly now: Profile } | null>(null);
  const names = (now: Profile, group: string): readonly string[] | null => {
    const definition = groupCollection(group);
    if (!definition) return null;
    const known = groupsIn(now, group).flatMap((id) => live.record(definition, id) ?? []);
    return known.length === groupsIn(now, group).length
      ? known.map((one) => titleOf(definition, one)).toSorted()
      : null;
  };
  const say = (): void => {
    const news = changed();
    if (!news) return;
    clearTimeout(timer);
    setChanged(null);
    toast(
      describeAccess(news.before, news.now, (group) => names(news.now, group)),
      { tone: 'amber' },
    );
  };
  createEffect(() => {
    const news = changed();
    if (news && changedGroups(news.before, news.now).every((group) => names(news.now, group))) say();
  });
  onCleanup(() => clearTimeout(timer));
  return (before, now) => {
    clearTimeout(timer);
    timer = setTimeout(say, namesWithinMs);
    setChanged((unannounced) => ({ before: unannounced?.before ?? before, now }));
  };
};
