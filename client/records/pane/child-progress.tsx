import { Show, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { useLive } from '#client/live/live-context.tsx';
import { formatNumber } from '#client/lib/format.ts';
import type { LiveList } from '#client/store/types.ts';
import type { NamedField } from './child-fields.ts';

type ChildProgressProps = { definition: Collection; tick: NamedField; filter: Filter; list: LiveList };

/** "2 of 5 done": counted from the rows where all of them are here, else by the server; stored nowhere. */
export const ChildProgress = (props: ChildProgressProps): JSX.Element => {
  const live = useLive();
  const facets = live.facets(() =>
    props.list.ready() && !props.list.complete()
      ? { collection: props.definition, filter: props.filter, by: [props.tick.name] }
      : null,
  );
  const counted = createMemo((): readonly (readonly [ticked: boolean, count: number])[] => {
    if (!props.list.complete())
      return facets.rows()?.map((row) => [row[0] === true, Number(row.at(-1))] as const) ?? [];
    return props.list.ids().map((id) => [live.record(props.definition, id)?.[props.tick.name] === true, 1] as const);
  });
  const total = createMemo(() => counted().reduce((sum, [, count]) => sum + count, 0));
  const ticked = createMemo(() => counted().reduce((sum, [is, count]) => sum + (is ? count : 0), 0));
  const share = (): number => Math.round((ticked() / total()) * 100);
  return (
    <Show when={total() > 0}>
      <p class="flex items-center gap-2 text-small text-muted">
        <span class="tabular">
          {formatNumber(ticked())} of {formatNumber(total())} {props.tick.field.label.toLowerCase()}
        </span>
        <span aria-hidden="true" class="h-1 w-16 overflow-hidden rounded-full bg-line-strong">
          <span
            class="block h-full rounded-full bg-accent transition-[width] duration-150 motion-reduce:transition-none"
            style={{ width: `${share()}%` }}
          />
        </span>
      </p>
    </Show>
  );
};
