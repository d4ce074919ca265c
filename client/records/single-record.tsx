import { useNavigate } from '@solidjs/router';
import { Show, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { everything } from '#shared/filter.ts';
import { defaultSort } from '#shared/sort.ts';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { RecordPanel } from './record-panel.tsx';
import { useUndoToasts } from './undo-toasts.ts';

/** The screen of a collection of which a tenant has one record: the record itself, without a list of one. */
export const SingleRecord = (props: { definition: Collection }): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  useUndoToasts(live);
  const list = live.list(
    createMemo(() => ({
      collection: props.definition,
      filter: everything,
      sort: defaultSort(props.definition),
    })),
  );
  return (
    <div class="flex min-h-0 flex-1 bg-surface">
      <Show when={list.ids()[0]} keyed fallback={<SkeletonRows label="Loading" columns="1fr 2fr" cells={2} />}>
        {(id) => <RecordPanel definition={props.definition} id={id} alone onClose={() => navigate(workspace.href())} />}
      </Show>
    </div>
  );
};
