import { For, createMemo, type JSX } from 'solid-js';
import { Chip } from '#client/components/chip.tsx';
import { lateInput } from './late-input.tsx';
import { RecordName } from './record-name.tsx';
import { LinkFilter, LinkFilterLabel } from './link.tsx';
import { targetOf } from './target.ts';
import type { CellProps, FilterProps, KindView } from './view.ts';

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const Cell = (props: CellProps): JSX.Element => {
  const target = createMemo(() => targetOf(props.field, props.definition));
  return (
    <span class={props.full ? 'flex flex-wrap gap-1' : 'block truncate'}>
      <For each={listOf(props.value)}>
        {(id, at) =>
          props.full ? (
            <Chip>
              <RecordName definition={target()} id={id} />
            </Chip>
          ) : (
            <>
              {at() > 0 ? ', ' : ''}
              <RecordName definition={target()} id={id} />
            </>
          )
        }
      </For>
    </span>
  );
};

const FilterEditor = (props: FilterProps): JSX.Element => <LinkFilter {...props} many />;

export const links: KindView = {
  Input: lateInput(async () => (await import('./links-input.tsx')).LinksInput),
  Cell,
  FilterEditor,
  FilterLabel: LinkFilterLabel,
  column: { width: 150, grow: 2 },
  wide: true,
  draft: listOf,
};
