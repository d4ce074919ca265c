import { Show, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { everything } from '#shared/filter.ts';
import { defaultSort } from '#shared/sort.ts';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { RecordPane } from './pane/record-pane.tsx';
import { PickerLayer } from './picker/picker-layer.tsx';
import { RecordScreenProvider, createRecordScreen } from './record-screen.tsx';

/** The screen of a collection of which a tenant has one record: the record itself, without a list of one. */
export const SingleRecord = (props: { definition: Collection }): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  // eslint-disable-next-line solid/reactivity -- each collection has a screen of its own
  const { definition } = props;
  const list = live.list(
    createMemo(() => ({ collection: definition, filter: everything, sort: defaultSort(definition) })),
  );
  const id = createMemo(() => list.ids()[0] ?? null);
  const screen = createRecordScreen(definition, id, () => workspace.href(definition.name));
  return (
    <RecordScreenProvider screen={screen}>
      <div class="flex min-h-0 flex-1 bg-surface">
        <h1 class="sr-only">{definition.label.many}</h1>
        <Show when={id()} fallback={<SkeletonRows label="Loading" columns="1fr 2fr" cells={2} />}>
          {(only) => <RecordPane id={only()} alone />}
        </Show>
      </div>
      <PickerLayer own={undefined} />
    </RecordScreenProvider>
  );
};
