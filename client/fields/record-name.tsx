import { Match, Switch, createMemo, type JSX } from 'solid-js';
import { titleOf, type Collection } from '#shared/collection.ts';
import { useLive } from '#client/live/live-context.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';

/** What people call a record, kept up to date; says so when it is not one that I may see. */
export const RecordName = (props: { definition: Collection; id: string }): JSX.Element => {
  const live = useLive();
  const record = createMemo(() => live.record(props.definition, props.id));
  return (
    <Switch fallback={<span class="text-faint">Not shared with you</span>}>
      <Match when={record() === undefined}>
        <Skeleton class="w-20" />
      </Match>
      <Match when={record()}>{(known) => <span class="truncate">{titleOf(props.definition, known())}</span>}</Match>
    </Switch>
  );
};
