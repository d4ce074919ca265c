import { For, Show, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { Select } from '#client/components/select.tsx';
import { targetsOf, withColumn, type Target } from './import-mapping.ts';

type ImportColumnsProps = {
  definition: Collection;
  header: readonly string[];
  sample: readonly (readonly string[])[];
  mapping: readonly (string | null)[];
  missing: readonly Target[];
  onMapping: (mapping: readonly (string | null)[]) => void;
};

const sampleSize = 3;

/** What each column of the file means, beside the first things that stand in it. */
export const ImportColumns = (props: ImportColumnsProps): JSX.Element => {
  const sample = (at: number): string =>
    props.sample
      .map((row) => row[at] ?? '')
      .filter(Boolean)
      .slice(0, sampleSize)
      .join(' · ');
  const options = createMemo(() => targetsOf(props.definition).map(({ name, label }) => ({ value: name, label })));
  const set = (at: number, name: string | null): void =>
    props.onMapping(withColumn(props.mapping, at, name, props.definition));
  /** Columns whose content no record will hold. */
  const leftOut = createMemo(() =>
    props.header.filter((_, at) => (props.mapping[at] ?? null) === null && sample(at) !== ''),
  );
  return (
    <section aria-label="Columns">
      <Show when={props.missing.length > 0}>
        <p class="tone-amber mb-3 rounded-control bg-tone-soft px-3 py-2 text-row text-tone-ink" role="status">
          Say which column is {props.missing.map(({ field }) => field.label.toLowerCase()).join(' and which is ')}:
          without {props.missing.length > 1 ? 'them' : 'it'} there is no {props.definition.label.one.toLowerCase()}.
        </p>
      </Show>
      <div class="grid grid-cols-[minmax(0,1fr)_minmax(0,11rem)] items-stretch sm:grid-cols-[minmax(0,9rem)_minmax(0,1fr)_minmax(0,12rem)]">
        <span class="pb-1 text-small font-semibold text-faint max-sm:hidden">Column</span>
        <span class="pb-1 text-small font-semibold text-faint max-sm:hidden">First values</span>
        <span class="pb-1 text-small font-semibold text-faint max-sm:hidden">Becomes</span>
        <For each={props.header}>
          {(title, at) => (
            <>
              <span class="truncate border-t border-line py-2 pr-4 text-row font-medium max-sm:py-2.5">
                {title || `Column ${at() + 1}`}
              </span>
              <span class="truncate border-t border-line py-2 pr-4 text-row text-muted max-sm:hidden">
                {sample(at()) || '–'}
              </span>
              <span class="border-t border-line py-1">
                <Select
                  small
                  label={`${title || `Column ${at() + 1}`} becomes`}
                  options={options()}
                  emptyLabel="Leave out"
                  value={props.mapping[at()] ?? null}
                  onChange={(name) => set(at(), name)}
                />
              </span>
            </>
          )}
        </For>
      </div>
      <Show when={leftOut().length > 0}>
        <p class="mt-2 text-row text-muted">
          Not imported:{' '}
          {leftOut()
            .map((title) => title || 'a column without a title')
            .join(', ')}
          .
        </p>
      </Show>
    </section>
  );
};
