import { createEffect, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { LiveList } from '#client/store/types.ts';
import { cameInSince } from './came-in.ts';

/** So many new rows in so short a time are more than a person reads: an import, not a colleague at work. */
const manyRows = 12;
const withinMs = 2_000;
/** How long it has to be quiet before the list moves by itself again. */
const quietMs = 3_000;

/**
 * Whether rows come in faster than anyone reads them. The list then stands still and says how many there are; it is over
 * when they were asked for and no more have come. `turn` changes when the list is another one.
 */
export const useFlood = (
  list: Accessor<LiveList>,
  turn: Accessor<unknown>,
  definition: Collection,
): Accessor<boolean> => {
  const live = useLive();
  const cameIn = cameInSince(live, definition);
  /** What comes back, as after an undo, or was worked on since, was in the list before. */
  const isMade = (id: string): boolean => live.record(definition, id)?.version === 1 && cameIn(id);
  const [flooded, setFlooded] = createSignal(false);
  let recent: readonly { readonly at: number; readonly rows: number }[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(
    on([() => list().ids(), turn], ([ids, now], before) => {
      const [idsBefore, turnBefore] = before ?? [];
      if (!idsBefore || turnBefore !== now) {
        recent = [];
        setFlooded(false);
        return;
      }
      const known = new Set(idsBefore);
      const rows = ids.filter((id) => !known.has(id) && isMade(id)).length;
      if (rows === 0) return;
      const at = performance.now();
      recent = [...recent.filter((one) => at - one.at < withinMs), { at, rows }];
      if (recent.reduce((sum, one) => sum + one.rows, 0) >= manyRows) setFlooded(true);
    }),
  );
  createEffect(
    on([flooded, () => list().diff()], ([isOn, { added, moved, gone }]) => {
      clearTimeout(timer);
      if (isOn && added + moved + gone === 0) timer = setTimeout(() => setFlooded(false), quietMs);
    }),
  );
  onCleanup(() => clearTimeout(timer));
  return flooded;
};
