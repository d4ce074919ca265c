import { onCleanup } from 'solid-js';
import { dismissToast, toast } from '#client/components/toasts.ts';
import { count, formatNumber } from '#client/lib/format.ts';
import type { Live, LiveEvent } from '#client/live/types.ts';
import { showLeftOver } from '#client/records/changes/outcomes.ts';
import type { Bulk } from '#client/store/bulk.ts';
import { describeGroupDone, describeGroupUndone } from './describe-group.ts';

type Done = Extract<LiveEvent, { kind: 'group-done' }>;
type Undone = Extract<LiveEvent, { kind: 'group-undone' }>;

/** What is over sooner needs no bar. */
const quickMs = 500;

/** How an act over many records goes: while it runs, how it ended, how it was undone. */
export const createGroupMessages = (live: Live) => {
  /** The messages that offer to undo an act: one that is undone elsewhere is not offered twice. */
  const offered = new Map<string, number>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  // An act may outlast the workspace: what it is called is not shown to the next person.
  onCleanup(() => timers.forEach(clearTimeout));

  const words = (collection: string, number: number): string => {
    const label = live.catalog().named(collection)?.label;
    return count(number, label?.one.toLowerCase() ?? 'record', label?.many.toLowerCase() ?? 'records');
  };

  const started = (bulk: Bulk): void => {
    let shown: number | null = null;
    const timer = setTimeout(() => {
      timers.delete(timer);
      shown = toast(`${bulk.label}…`, {
        progress: { ...bulk, text: () => `${formatNumber(bulk.done())} of ${formatNumber(bulk.total)}` },
        action: { label: 'Stop', run: bulk.cancel },
      });
    }, quickMs);
    timers.add(timer);
    void bulk.results.finally(() => {
      clearTimeout(timer);
      timers.delete(timer);
      if (shown !== null) dismissToast(shown);
    });
  };

  const undoGroup = async (group: string): Promise<void> => {
    if (!(await live.undo.runGroup(group))) toast('This cannot be undone any more.', { tone: 'amber' });
  };

  const done = (event: Done): void => {
    const { group, collection } = event;
    const left = event.results.filter(({ answer }) => !answer.ok);
    const undo = group === null ? null : (): void => void undoGroup(group);
    const title = `${words(collection, left.length)} not changed`;
    const shown = toast(describeGroupDone(event, live.catalog().named(collection)), {
      failure: left.length > 0 && group === null,
      ...(left.length > 0 ? { tone: group === null ? ('red' as const) : ('amber' as const), seconds: 30 } : {}),
      // What was not made is no record to be shown.
      ...(left.length > 0 && !event.creates
        ? { more: { label: 'Show which', run: () => showLeftOver({ title, collection, left, undo }) } }
        : {}),
      ...(undo ? { action: { label: 'Undo', run: undo } } : {}),
    });
    if (group !== null) offered.set(group, shown);
  };

  const undone = (event: Undone): void => {
    const { collection, left } = event;
    toast(describeGroupUndone(event, live.catalog().named(collection)), {
      ...(left.length > 0
        ? {
            tone: 'amber' as const,
            seconds: 30,
            more: {
              label: 'Show which',
              run: () =>
                showLeftOver({
                  title: `${words(collection, left.length)} not ${event.again ? 'done again' : 'undone'}`,
                  collection,
                  left,
                  undo: null,
                }),
            },
          }
        : {}),
    });
  };

  return {
    started: (bulk: Bulk): void => {
      const shown = bulk.undoes === null ? undefined : offered.get(bulk.undoes);
      if (shown !== undefined) dismissToast(shown);
      started(bulk);
    },
    done,
    undone,
  };
};
