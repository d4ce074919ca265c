import UserCheck from 'lucide-solid/icons/user-check';
import UserX from 'lucide-solid/icons/user-x';
import { Show, type JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { usePersonAccess } from './person-access.ts';

/** What is done most often with someone whose page is open. */
export const PersonHead = (props: { record: AnyRecord }): JSX.Element => {
  const access = usePersonAccess(() => props.record);
  return (
    <Show when={access.mayChange()}>
      <div class="flex flex-wrap gap-2 border-b border-line px-3 py-2 sm:px-5">
        <Button small class="touch:min-h-11" icon={access.isActive() ? UserX : UserCheck} onClick={access.turn}>
          {access.isActive() ? 'Deactivate' : 'Activate'}
        </Button>
      </div>
    </Show>
  );
};
