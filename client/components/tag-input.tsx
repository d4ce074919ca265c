import X from 'lucide-solid/icons/x';
import { For, createSignal, type JSX } from 'solid-js';
import { Chip } from './chip.tsx';
import { cls } from './class.ts';
import type { ControlProps } from './control.ts';

type TagInputProps = ControlProps & {
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
  placeholder?: string | undefined;
};

/** Free words: Enter or a comma makes one of what is typed, Backspace removes the last. */
export const TagInput = (props: TagInputProps): JSX.Element => {
  const [typed, setTyped] = createSignal('');
  const add = (): void => {
    const words = typed()
      .split(/[,;]/)
      .map((word) => word.trim())
      .filter((word) => word && !props.value.includes(word));
    setTyped('');
    if (words.length > 0) props.onChange([...props.value, ...words]);
  };
  return (
    <div class={cls('control flex-wrap', props.small && 'control-small')}>
      <For each={props.value}>
        {(tag) => (
          <Chip class="pr-0.5!">
            <span class="inline-flex items-center gap-0.5">
              {tag}
              <button
                type="button"
                class="grid size-4 place-items-center rounded-small hover:bg-pressed touch:size-6"
                aria-label={`Remove ${tag}`}
                disabled={props.disabled}
                onClick={() => props.onChange(props.value.filter((one) => one !== tag))}
              >
                <X size={12} />
              </button>
            </span>
          </Chip>
        )}
      </For>
      <input
        ref={(element) => props.autofocus && queueMicrotask(() => element.focus())}
        id={props.id}
        class="min-w-20 flex-1 bg-transparent outline-none"
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid || undefined}
        disabled={props.disabled}
        maxlength={60}
        placeholder={props.value.length === 0 ? (props.placeholder ?? 'Add a word') : ''}
        value={typed()}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          if (/[,;]$/.test(event.currentTarget.value)) add();
        }}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && typed().trim()) {
            event.preventDefault();
            event.stopPropagation();
            add();
          } else if (event.key === 'Backspace' && typed() === '') props.onChange(props.value.slice(0, -1));
        }}
      />
    </div>
  );
};
