import { Show, createMemo, type JSX } from 'solid-js';
import { Avatars } from '#client/components/avatar.tsx';
import { cls } from '#client/components/class.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';

type RowNameProps = {
  id: string;
  name: string;
  /** The keyboard is at this row. */
  current: boolean;
  class?: string | undefined;
};

/** A row's name: the link that opens its record and gets the row's focus, and who else has it open. */
export const RowName = (props: RowNameProps): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const others = createMemo(() =>
    live.presence(screen.definition, props.id).filter((person) => person.id !== live.me()?.id),
  );
  return (
    <>
      <a
        href={screen.hrefOf(props.id)}
        class={cls('row-name min-w-0 truncate font-medium text-ink no-underline', props.class)}
        data-row-focus
        aria-current={screen.openId() === props.id ? 'true' : undefined}
        tabindex={props.current ? 0 : -1}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          // A click that no pointer made came from Enter.
          screen.open(props.id, { byKeyboard: event.detail === 0 });
        }}
      >
        {props.name}
      </a>
      <Show when={live.pending(screen.definition, props.id)}>
        <span
          class="motion-breathe size-1.5 flex-none rounded-full bg-accent"
          role="img"
          aria-label="Saving"
          data-tip="Saving"
        />
      </Show>
      <Show when={others().length > 0}>
        <Avatars people={others()} small doing="has this open" />
      </Show>
    </>
  );
};
