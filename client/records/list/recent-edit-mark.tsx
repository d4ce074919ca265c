import { Show, type JSX } from 'solid-js';
import { Avatar } from '#client/components/avatar.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';

/** Someone else changed it a moment ago: a tint and their initials, gone in two seconds. */
export const RecentEditMark = (props: { id: string }): JSX.Element => {
  const screen = useRecordScreen();
  return (
    <Show when={screen.live.recentEdit(screen.definition, props.id)} keyed>
      {(edit) => (
        <>
          <span class="motion-touched pointer-events-none absolute inset-0" aria-hidden="true" />
          {/* Hidden from screen readers: a row of a grid holds nothing but cells, and each edit would be a message. */}
          <span
            class="motion-fade absolute top-1/2 left-[calc(var(--select-gutter)+0.25rem)] z-2 -translate-y-1/2"
            aria-hidden="true"
            data-edited-by={edit.by.name}
          >
            <Avatar person={edit.by} small tip={`Changed by ${edit.by.name} just now`} />
          </span>
        </>
      )}
    </Show>
  );
};
