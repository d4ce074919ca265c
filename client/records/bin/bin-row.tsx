import ArchiveRestore from 'lucide-solid/icons/archive-restore';
import { Show, createMemo, type JSX } from 'solid-js';
import { binDays, type BinEntry } from '#shared/bin.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { titleOf, type Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { now, timeZone, today } from '#client/lib/clock.ts';
import { count, describeDatedMoment } from '#client/lib/format.ts';
import { useValueText } from '#client/records/pane/value-text.ts';

/** So many things are said of a record beside its name. */
const mostFacts = 3;
/** From so many days on it is said with emphasis. */
const soon = 7;
const dayMs = 24 * 3_600_000;

type BinRowProps = {
  definition: Collection;
  entry: BinEntry;
  /** It was restored by someone else while the rows stood still. */
  gone: boolean;
  busy: boolean;
  onRestore: () => void;
};

/** A deleted record: what it is called, who deleted it and when, how long it is kept, and the way back. */
export const BinRow = (props: BinRowProps): JSX.Element => {
  const name = (): string => titleOf(props.definition, props.entry.record);
  const daysLeft = (): number =>
    Math.max(1, Math.ceil((Date.parse(props.entry.deletedAt) + binDays * dayMs - now().getTime()) / dayMs));
  const who = (): string => (props.entry.deletedBy ? `by ${props.entry.deletedBy.name}` : '');
  const say = useValueText(
    () => props.definition,
    () => props.entry.record,
  );
  /** What tells it from another of its name: the first things that its list shows. */
  const facts = createMemo(() => {
    const { definition, entry } = props;
    return definition.list
      .filter((name) => !definition.title.includes(name) && !isEmptyValue(entry.record[name]))
      .slice(0, mostFacts)
      .map((name) => say(name, entry.record[name]))
      .filter((text, at, all) => text !== '' && all.indexOf(text) === at)
      .join(' · ');
  });
  return (
    <li
      class="flex min-h-14 items-center gap-x-4 border-b border-line px-3 py-2 sm:px-4"
      classList={{ 'opacity-60': props.gone }}
    >
      <div class="min-w-0 flex-1 md:grid md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_7rem] md:items-center md:gap-x-6">
        <div class="min-w-0">
          <p class="truncate text-row font-medium">{name()}</p>
          <p class="truncate text-small text-muted">{facts()}</p>
        </div>
        <div class="min-w-0 text-small text-muted">
          <p class="truncate md:text-row md:text-ink">
            <span class="md:sr-only">Deleted </span>
            {describeDatedMoment(props.entry.deletedAt, today(), timeZone())}
          </p>
          <p class="truncate">
            {who()}
            <span class="md:hidden">
              {who() && ' · '}
              <DaysLeft days={daysLeft()} />
            </span>
          </p>
        </div>
        <p class="text-small text-muted max-md:hidden">
          <DaysLeft days={daysLeft()} />
        </p>
      </div>
      <Show
        when={!props.gone}
        fallback={<span class="w-24 flex-none text-center text-row text-faint italic">Restored</span>}
      >
        <Button
          small
          class="w-24 flex-none"
          icon={ArchiveRestore}
          busy={props.busy}
          aria-label={`Restore ${name()}`}
          onClick={() => props.onRestore()}
        >
          Restore
        </Button>
      </Show>
    </li>
  );
};

const DaysLeft = (props: { days: number }): JSX.Element => (
  <span classList={{ 'tone-amber font-medium text-tone-ink': props.days <= soon }}>
    {count(props.days, 'day', 'days')} left
  </span>
);
