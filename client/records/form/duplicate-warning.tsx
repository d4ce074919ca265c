import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { Show, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { defaultSort } from '#shared/sort.ts';
import { RecordName } from '#client/fields/record-name.tsx';
import { useLive } from '#client/live/live-context.tsx';
import type { ListQuery } from '#client/store/types.ts';
import { parsedDraft } from './parsed-draft.ts';

type DuplicateWarningProps = {
  definition: Collection;
  name: string;
  field: Field;
  draft: unknown;
  onOpen: (id: string) => void;
};

/** Says, while it is being typed, that this phone or address is on another record already. It warns; it does not forbid. */
export const DuplicateWarning = (props: DuplicateWarningProps): JSX.Element => {
  const live = useLive();
  const query = createMemo((): ListQuery | null => {
    const value = props.field.kind.identifies ? parsedDraft(props.draft, props.field) : null;
    if (value === null) return null;
    return {
      collection: props.definition,
      filter: { field: props.name, op: 'eq', value },
      sort: defaultSort(props.definition),
    };
  });
  const list = live.list(query);
  const found = createMemo(() => (query() && list.ready() ? list.ids() : []));
  return (
    <Show when={found()[0]}>
      {(id) => (
        <span class="tone-amber flex items-start gap-1 text-tone-ink" role="status">
          <TriangleAlert size={14} class="mt-px flex-none" />
          <span>
            Already there:{' '}
            <button type="button" class="underline" onClick={() => props.onOpen(id())}>
              <RecordName definition={props.definition} id={id()} />
            </button>
            {found().length > 1 ? ` and ${found().length - 1} more` : ''}
          </span>
        </span>
      )}
    </Show>
  );
};
