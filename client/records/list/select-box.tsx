import Check from 'lucide-solid/icons/check';
import Minus from 'lucide-solid/icons/minus';
import { Show, type JSX } from 'solid-js';

type SelectBoxProps = {
  label: string;
  checked: boolean | 'mixed';
  tabindex?: number | undefined;
  tip?: string | undefined;
  onToggle: (event: MouseEvent) => void;
};

/** The box that chooses a row, or all of them. A button: a native box would tick itself before it is asked. */
export const SelectBox = (props: SelectBoxProps): JSX.Element => (
  <button
    type="button"
    role="checkbox"
    class="select-box"
    aria-checked={props.checked}
    aria-label={props.label}
    tabindex={props.tabindex}
    data-tip={props.tip}
    onClick={(event) => {
      event.stopPropagation();
      props.onToggle(event);
    }}
  >
    <span class="select-mark" aria-hidden="true">
      <Show when={props.checked === 'mixed'} fallback={<Check size={12} stroke-width={3} />}>
        <Minus size={12} stroke-width={3} />
      </Show>
    </span>
  </button>
);
