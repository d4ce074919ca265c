import Pencil from 'lucide-solid/icons/pencil';
import Plus from 'lucide-solid/icons/plus';
import StickyNote from 'lucide-solid/icons/sticky-note';
import Trash from 'lucide-solid/icons/trash';
import { For, Match, Show, Switch, createMemo, createSignal, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { dayOf } from '#shared/calendar-day.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { undone } from '#shared/command.ts';
import type { ActivityEntry } from '#shared/protocol.ts';
import { Button } from '#client/components/button.tsx';
import type { Icon } from '#client/components/icon.ts';
import { Skeleton } from '#client/components/skeleton.tsx';
import { timeZone, today } from '#client/lib/clock.ts';
import { describeDay, describeTime, exactMoment } from '#client/lib/format.ts';
import { useListFreeze } from '#client/records/list/list-freeze.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { describeActivity, type ActivityWords, type Happening } from './describe-activity.ts';
import { UndoEntry } from './undo-entry.tsx';
import { useValueText } from './value-text.ts';

export type TimelineWords = {
  /** A module's own words; those that it leaves out follow from the definition. Called inside the timeline. */
  readonly words: (say: ActivityWords['say']) => ActivityWords;
  /** The marks of its kinds of happening. */
  readonly marks?: { readonly [kind: string]: Icon };
};

const generalMarks: { readonly [kind: string]: Icon } = {
  created: Plus,
  deleted: Trash,
  edit: Pencil,
  child: StickyNote,
};

type Said = { readonly entry: ActivityEntry; readonly happenings: readonly Happening[] };

type TimelineProps = {
  record: AnyRecord;
  words?: TimelineWords | undefined;
  /** Only the latest so many. */
  most?: number;
  /** It begins with the latest few, and the rest is one click away: something else comes below it. */
  brief?: boolean | undefined;
};

const briefly = 5;

/**
 * What happened to a record, newest first, in sentences under the day they happened on. It grows while one reads, but not
 * under the pointer: what colleagues do is added once it has left.
 */
export const Timeline = (props: TimelineProps): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const activity = live.activity(createMemo(() => ({ collection: screen.definition, id: props.record.id })));
  const deleted = createMemo((): { readonly [id: string]: string } =>
    Object.fromEntries((activity.entries() ?? []).flatMap(({ names = {} }) => Object.entries(names))),
  );
  const say = useValueText(
    () => screen.definition,
    () => props.record,
    deleted,
  );
  const [refusals, setRefusals] = createSignal<ReadonlyMap<string, string>>(new Map());
  const [frozen, setFrozen] = createSignal(false);
  const [unfolded, setUnfolded] = createSignal(false);
  const isFolded = (): boolean => props.brief === true && !unfolded();
  const most = (): number => props.most ?? (isFolded() ? briefly : Number.POSITIVE_INFINITY);
  // Not for the keyboard: what has the focus keeps it, wherever it moves to.
  const { onPointerEnter, onPointerLeave, onPointerDown } = useListFreeze(
    () => ({ freeze: setFrozen }),
    () => false,
  ).handlers;
  const entries = createMemo<readonly ActivityEntry[]>((before) => {
    const now = activity.entries() ?? [];
    if (!frozen()) return now;
    const oldest = before.at(-1)?.seq ?? Infinity;
    const known = new Set(before.map(({ seq }) => seq));
    // So much has happened that none of it is left: there is nothing to keep in place.
    if (!now.some(({ seq }) => known.has(seq))) return now;
    const me = live.me()?.id;
    return now.filter(({ seq, by }) => seq < oldest || known.has(seq) || by?.id === me);
  }, []);
  const marks = (): { readonly [kind: string]: Icon } => ({ ...generalMarks, ...props.words?.marks });
  const told = createMemo((): readonly Said[] => {
    const words: ActivityWords = {
      ...(props.words?.words(say) ?? { say }),
      // A card has what was written beside its latest: there is room for what else happened.
      children: ({ collection }) =>
        props.most === undefined ? live.catalog().named(collection)?.parent?.tells : undefined,
    };
    return entries()
      .map((entry): Said => ({
        entry,
        happenings: describeActivity(entry, screen.definition, words, props.record.createdAt),
      }))
      .filter(({ happenings }) => happenings.length > 0);
  });
  const said = createMemo(() => told().slice(0, most()));
  // Drawn by number and day: for a new object an entry is drawn again, and the focus in it would be lost.
  const bySeq = createMemo(() => new Map(said().map((one) => [one.entry.seq, one])));
  const byDay = createMemo((): ReadonlyMap<string, readonly number[]> => {
    const zone = timeZone();
    const days = Map.groupBy(said(), ({ entry }) => dayOf(new Date(entry.at), zone));
    return new Map([...days].map(([day, list]) => [day, list.map(({ entry }) => entry.seq)]));
  });
  return (
    <Switch>
      <Match when={activity.error()}>
        {(error) => <p class="text-row text-muted">The history could not be loaded. {error().message}</p>}
      </Match>
      <Match when={activity.entries() === undefined}>
        <div class="flex flex-col gap-3" role="status" aria-label="Loading the history">
          <Skeleton class="w-3/4" />
          <Skeleton class="w-1/2" />
        </div>
      </Match>
      <Match when={true}>
        <div onPointerEnter={onPointerEnter} onPointerLeave={onPointerLeave} onPointerDown={onPointerDown}>
          <For each={[...byDay().keys()]} fallback={<p class="text-row text-muted">Nothing has happened yet.</p>}>
            {(day) => (
              <section class="pb-3">
                {/* Below a heading of its own: the pane's third, a card's second. */}
                <Dynamic
                  component={props.most === undefined ? 'h4' : 'h3'}
                  class="pb-1 text-small font-medium text-faint"
                >
                  {describeDay(day, today())}
                </Dynamic>
                <ol>
                  <For each={byDay().get(day)}>
                    {(seq) => (
                      <Show when={bySeq().get(seq)}>
                        {(one) => (
                          <Entry
                            said={one()}
                            marks={marks()}
                            record={props.record}
                            refusal={refusals().get(one().entry.mid)}
                            onRefused={(message) =>
                              setRefusals((all) => new Map(all).set(one().entry.mid, message ?? ''))
                            }
                          />
                        )}
                      </Show>
                    )}
                  </For>
                </ol>
              </section>
            )}
          </For>
          <Show when={isFolded() && told().length > briefly}>
            <Button small variant="quiet" onClick={() => setUnfolded(true)}>
              Show earlier
            </Button>
          </Show>
          <Show when={activity.more() && props.most === undefined && (!isFolded() || told().length <= briefly)}>
            <Button small variant="quiet" busy={activity.loading()} onClick={() => activity.loadMore()}>
              Show earlier
            </Button>
          </Show>
        </div>
      </Match>
    </Switch>
  );
};

type EntryProps = {
  said: Said;
  marks: { readonly [kind: string]: Icon };
  record: AnyRecord;
  refusal: string | undefined;
  onRefused: (message: string | null) => void;
};

const Entry = (props: EntryProps): JSX.Element => {
  const entry = (): ActivityEntry => props.said.entry;
  const first = (): Happening['kind'] => props.said.happenings[0]?.kind ?? 'edit';
  return (
    <li
      tabindex={-1}
      class="relative flex gap-2.5 pb-2 text-row not-last:before:absolute not-last:before:top-6 not-last:before:bottom-0 not-last:before:left-[0.6875rem] not-last:before:w-px not-last:before:bg-line"
      data-entry={first()}
    >
      <span class="grid size-6 flex-none place-items-center rounded-full border border-line bg-surface text-muted">
        <Dynamic component={props.marks[first()] ?? Pencil} size={12} />
      </span>
      <div class="min-w-0 flex-1 pt-0.5">
        <p class="text-pretty break-words">
          <span class="font-medium">{entry().by?.name ?? 'The system'}</span>{' '}
          <span class="text-muted">{props.said.happenings.map((one) => one.text).join(' and ')}</span>
        </p>
        <Show when={entry().reason !== undone && entry().reason}>
          {(reason) => <p class="border-l-2 border-line-strong pl-2 text-muted italic">{reason()}</p>}
        </Show>
        <Show when={entry().reason === undone}>
          <p class="text-small text-faint">undone</p>
        </Show>
        <UndoEntry entry={entry()} record={props.record} refusal={props.refusal} onRefused={props.onRefused} />
      </div>
      <time
        class="tabular flex-none pt-0.5 text-small leading-5 text-faint"
        datetime={entry().at}
        data-tip={exactMoment(entry().at, timeZone())}
      >
        {describeTime(entry().at, timeZone())}
      </time>
    </li>
  );
};
