import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import type { Person } from '#client/lib/person.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';

export type WatchedRecord = {
  /** undefined: being fetched; null: not there, or not to be seen. */
  readonly record: Accessor<AnyRecord | null | undefined>;
  /** Who else has it open. */
  readonly others: Accessor<readonly Person[]>;
  /** It was here, and left while one looked. */
  readonly hadIt: Accessor<boolean>;
  readonly takenBy: Accessor<string | null>;
};

/** An open record, as long as one may see it. Others see that it is open here. */
export const useWatchedRecord = (id: Accessor<string>): WatchedRecord => {
  const screen = useRecordScreen();
  const { live } = screen;
  const record = createMemo((): AnyRecord | null | undefined => live.record(screen.definition, id()));
  const [hadIt, setHadIt] = createSignal(false);
  const [takenBy, setTakenBy] = createSignal<string | null>(null);

  createEffect(
    on(id, (now) => {
      live.view(screen.definition, now);
      setHadIt(false);
      setTakenBy(null);
    }),
  );
  onCleanup(() => live.view(screen.definition, null));
  createEffect(() => record() && setHadIt(true));
  onCleanup(
    live.onEvent((event) => {
      if (event.kind === 'removed' && event.collection === screen.definition.name && event.id === id())
        setTakenBy(event.mine ? 'You' : (event.by?.name ?? null));
    }),
  );
  return {
    record,
    others: createMemo(() => live.presence(screen.definition, id()).filter((person) => person.id !== live.me()?.id)),
    hadIt,
    takenBy,
  };
};
