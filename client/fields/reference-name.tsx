import { Show, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { readReference } from '#shared/fields/reference.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { RecordName } from './record-name.tsx';

type Target = { readonly definition: Collection; readonly id: string };

/** The record that a value points at, with its collection; null for what is no such value. */
export const targetIn = (value: unknown): Target | null => {
  const found = readReference(value);
  const definition = found && productCatalog.named(found.collection);
  return definition ? { definition, id: found.id } : null;
};

/** What a record is called; with `full`, also what it is. */
export const ReferenceName = (props: { value: unknown; full?: boolean | undefined }): JSX.Element => {
  const target = createMemo(() => targetIn(props.value));
  return (
    <Show when={target()}>
      {(found) => (
        <span class="flex min-w-0 items-baseline gap-1.5">
          <Show when={props.full}>
            <span class="flex-none text-muted">{found().definition.label.one}</span>
          </Show>
          <RecordName definition={found().definition} id={found().id} />
        </span>
      )}
    </Show>
  );
};
