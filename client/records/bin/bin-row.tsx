import ArchiveRestore from 'lucide-solid/icons/archive-restore';
import { Show, type JSX } from 'solid-js';
import { binDays, type BinEntry } from '#shared/bin.ts';
import { titleOf, type Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { now, timeZone, today } from '#client/lib/clock.ts';
import { count, describeDatedMoment } from '#client/lib/format.ts';

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
  const who = (): string => (props.entry.deletedBy ? ` by ${props.entry.deletedBy.name}` : '');
  return (
    <li class="flex min-h-14 items-center gap-3 border-b border-line px-3 py-1.5 sm:px-4">
      <div class="min-w-0 flex-1">
        <p class="truncate text-row font-medium">{name()}</p>
        <p class="text-small text-muted">
          Deleted {describeDatedMoment(props.entry.deletedAt, today(), timeZone())}
          {who()} · kept for {count(daysLeft(), 'more day', 'more days')}
        </p>
      </div>
      <Show when={!props.gone} fallback={<span class="text-row text-faint italic">Restored</span>}>
        <Button
          small
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
