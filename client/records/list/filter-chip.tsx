import ChevronDown from 'lucide-solid/icons/chevron-down';
import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { fieldOf, type Collection } from '#shared/collection.ts';
import { cls } from '#client/components/class.ts';
import { Popover } from '#client/components/popover.tsx';
import { viewOf } from '#client/fields/view-of.ts';
import type { FieldFilters } from './address.ts';
import { useFacetCounts } from './facet-tabs.tsx';
import { RemoveFilter } from './toolbar-row.tsx';

type FilterChipProps = { definition: Collection; name: string; address: FieldFilters; isSet: boolean };

/** One field's filter: what it says, and, opened, what it could say. */
export const FilterChip = (props: FilterChipProps): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  const field = createMemo(() => fieldOf(props.definition, props.name));
  const conditions = createMemo(() => props.address.current().byField.get(props.name) ?? []);
  // Counting costs the server something; only who looks at the choices needs the counts.
  const counts = useFacetCounts(
    () => props.definition,
    () => (open() ? props.name : null),
    () => props.address.without(props.name),
  );
  const clear = (): void => props.address.setField(props.name, []);
  return (
    <Show when={field()}>
      {(known) => (
        <span
          class={cls(
            'flex flex-none items-center rounded-control border',
            props.isSet ? 'border-accent bg-accent-soft' : 'border-line-strong',
          )}
        >
          <Popover
            label={`Filter by ${known().label.toLowerCase()}`}
            open={open()}
            onOpenChange={setOpen}
            class="max-h-[60vh] min-w-48 overflow-y-auto"
            triggerClass="button button-small max-w-72 gap-1 border-0 px-2 hover:bg-hover"
            trigger={
              <>
                <span class={cls(props.isSet ? 'text-ink' : 'text-muted')}>{known().label}</span>
                <Show when={props.isSet} fallback={<ChevronDown size={14} class="text-faint" />}>
                  <span class="flex min-w-0 items-center truncate font-semibold text-accent-strong">
                    <Dynamic
                      component={viewOf(known()).FilterLabel}
                      name={props.name}
                      field={known()}
                      definition={props.definition}
                      value={conditions()}
                    />
                  </span>
                </Show>
              </>
            }
          >
            <Dynamic
              component={viewOf(known()).FilterEditor}
              name={props.name}
              field={known()}
              definition={props.definition}
              value={conditions()}
              counts={counts.rows()}
              onChange={(value) => props.address.setField(props.name, value)}
            />
          </Popover>
          <Show when={props.isSet}>
            <RemoveFilter label={known().label} onRemove={clear} />
          </Show>
        </span>
      )}
    </Show>
  );
};
