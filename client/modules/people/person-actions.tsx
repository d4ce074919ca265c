import Pencil from 'lucide-solid/icons/pencil';
import UserCheck from 'lucide-solid/icons/user-check';
import UserX from 'lucide-solid/icons/user-x';
import { Show, type JSX } from 'solid-js';
import { IconButton } from '#client/components/icon-button.tsx';
import type { RowProps } from '#client/records/list/list-item.tsx';
import { usePersonAccess } from './person-access.ts';

/** What is done with someone from their row: edit them, take their access, or give it back. */
export const PersonActions = (props: RowProps & { onEdit: () => void }): JSX.Element => {
  const access = usePersonAccess(() => props.record);
  const name = (): string => String(props.record['name']);
  const stop = (): number => (props.current ? 0 : -1);
  return (
    <Show when={access.mayUpdate()}>
      <IconButton small icon={Pencil} label={`Edit ${name()}`} tabindex={stop()} onClick={() => props.onEdit()} />
      <Show when={access.mayChange()}>
        <IconButton
          small
          icon={access.isActive() ? UserX : UserCheck}
          label={`${access.isActive() ? 'Deactivate' : 'Activate'} ${name()}`}
          tabindex={stop()}
          onClick={access.turn}
        />
      </Show>
    </Show>
  );
};
