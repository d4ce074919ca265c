import { type JSX } from 'solid-js';
import { cls } from '#client/components/class.ts';
import { useDesk, type PickKind } from '#client/modules/leads/desk.tsx';

type PickButtonProps = {
  kind: PickKind;
  id: string;
  /** What it sets and what holds now: "Status: New. Change". */
  label: string;
  disabled?: boolean | undefined;
  tabindex?: number | undefined;
  class?: string | undefined;
  tip?: string | undefined;
  children: JSX.Element;
};

/** Shows a value and opens the list to change it. The keyboard's shortcuts find it by `data-pick`. */
export const PickButton = (props: PickButtonProps): JSX.Element => {
  const desk = useDesk();
  const isOpen = (): boolean => {
    const now = desk.picking();
    return now?.kind === props.kind && now.id === props.id;
  };
  return (
    <button
      type="button"
      data-pick={props.kind}
      aria-label={props.label}
      aria-haspopup="dialog"
      aria-expanded={isOpen()}
      disabled={props.disabled}
      tabindex={props.tabindex}
      data-tip={props.tip}
      class={cls('focus-inset inline-flex min-w-0 max-w-full items-center text-start', props.class)}
      onClick={(event) => {
        event.stopPropagation();
        desk.pick(isOpen() ? null : { kind: props.kind, id: props.id, anchor: event.currentTarget });
      }}
    >
      {props.children}
    </button>
  );
};
