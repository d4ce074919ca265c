import X from 'lucide-solid/icons/x';
import { For, createMemo, type JSX } from 'solid-js';
import { Chip } from '#client/components/chip.tsx';
import { LinkPicker } from './link-picker.tsx';
import { RecordName } from './record-name.tsx';
import { targetOf } from './target.ts';
import type { InputProps } from './view.ts';

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export const LinksInput = (props: InputProps): JSX.Element => {
  const target = createMemo(() => targetOf(props.field, props.definition));
  const ids = (): readonly string[] => listOf(props.value);
  return (
    <div class="flex flex-col gap-1.5">
      <ul class="flex flex-wrap gap-1 empty:hidden" aria-label={props.field.label}>
        <For each={ids()}>
          {(id) => (
            <li class="flex min-w-0">
              <Chip class="pr-0.5!">
                <span class="inline-flex max-w-full items-center gap-0.5">
                  <RecordName definition={target()} id={id} />
                  <button
                    type="button"
                    class="grid size-4 flex-none place-items-center rounded-small hover:bg-pressed touch:size-6"
                    aria-label="Remove"
                    disabled={props.disabled}
                    onClick={() => props.onChange(ids().filter((one) => one !== id))}
                  >
                    <X size={12} />
                  </button>
                </span>
              </Chip>
            </li>
          )}
        </For>
      </ul>
      <LinkPicker
        id={props.id}
        label={props.label}
        describedBy={props.describedBy}
        invalid={props.invalid}
        disabled={props.disabled}
        small={props.small}
        autofocus={(props.autofocus ?? false) || (props.inline ?? false)}
        placeholder={`Add a ${target().label.one.toLowerCase()}`}
        to={target()}
        without={ids()}
        value={null}
        onChange={(id) => id && props.onChange([...ids(), id])}
      />
    </div>
  );
};
