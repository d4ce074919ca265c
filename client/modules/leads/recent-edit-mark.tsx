import { Show, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { Avatar } from '#client/components/avatar.tsx';
import { useDesk } from './desk.tsx';

/** Someone else changed it a moment ago: a tint and their initials, gone in two seconds. */
export const RecentEditMark = (props: { id: string }): JSX.Element => {
  const desk = useDesk();
  return (
    <Show when={desk.live.recentEdit(leads, props.id)} keyed>
      {(edit) => (
        <>
          <span class="motion-touched pointer-events-none absolute inset-0" aria-hidden="true" />
          <span class="motion-fade absolute top-1/2 left-1 z-2 -translate-y-1/2" data-edited-by={edit.by.name}>
            <Avatar person={edit.by} small tip={`Changed by ${edit.by.name} just now`} />
          </span>
        </>
      )}
    </Show>
  );
};
