import { For, type JSX } from 'solid-js';
import { cls } from './class.ts';

/** A grey bar where text will be. */
export const Skeleton = (props: { class?: string | undefined }): JSX.Element => (
  <span class={cls('skeleton h-3', props.class ?? 'w-24')} aria-hidden="true" />
);

// Words are not all as long; equal bars look like a fault.
const widths = ['62%', '48%', '71%', '55%', '66%', '42%', '58%'];

/** Rows that have not come yet, in the list's own columns. */
export const SkeletonRows = (props: {
  rows?: number | undefined;
  columns: string;
  cells: number;
  label: string;
}): JSX.Element => (
  <div role="status" aria-label={props.label}>
    <For each={Array.from({ length: props.rows ?? 12 })}>
      {(_, row) => (
        <div
          class="grid h-10 items-center gap-3 border-b border-line px-4"
          style={{ 'grid-template-columns': props.columns }}
        >
          <For each={Array.from({ length: props.cells })}>
            {(__, cell) => (
              <span class="skeleton h-3" style={{ width: widths[(row() * 3 + cell() * 2) % widths.length] }} />
            )}
          </For>
        </div>
      )}
    </For>
  </div>
);
