import { Show, createEffect, createMemo, onCleanup, type JSX } from 'solid-js';
import { Avatar } from '#client/components/avatar.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';

const marks = ['motion-touched', 'edited-cell'];

/**
 * Someone else changed it a moment ago: a tint on the cells that changed (they name their fields in `data-field`), on the
 * whole row where none of them is shown, and the person's initials, unless they stand in the row already. Gone in two
 * seconds.
 */
export const RecentEditMark = (props: { id: string }): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const edit = createMemo(() => live.recentEdit(screen.definition, props.id));
  let mark!: HTMLSpanElement;
  return (
    <Show when={edit()} keyed>
      {(now) => {
        const isShown = createMemo(() => live.presence(screen.definition, props.id).some(({ id }) => id === now.by.id));
        createEffect(() => {
          const changed = [...(mark.parentElement?.querySelectorAll<HTMLElement>('[data-field]') ?? [])].filter(
            (cell) =>
              cell.offsetParent !== null &&
              cell.dataset['field']?.split(' ').some((name) => now.fields.includes(name)) === true,
          );
          for (const cell of changed) cell.classList.add(...marks);
          mark.classList.toggle('motion-touched', changed.length === 0);
          onCleanup(() => changed.forEach((cell) => cell.classList.remove(...marks)));
        });
        return (
          <>
            <span ref={mark} class="pointer-events-none absolute inset-0" aria-hidden="true" />
            {/* Hidden from screen readers: a row of a grid holds nothing but cells, and each edit would be a message. */}
            <Show when={!isShown()}>
              <span
                class="motion-fade absolute top-1/2 left-[calc(var(--select-gutter)-1.375rem)] z-3 -translate-y-1/2"
                aria-hidden="true"
                data-edited-by={now.by.name}
              >
                <Avatar person={now.by} small tip={`Changed by ${now.by.name} just now`} />
              </span>
            </Show>
          </>
        );
      }}
    </Show>
  );
};
