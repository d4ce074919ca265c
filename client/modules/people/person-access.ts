import { createMemo, type Accessor } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';

/** Whether someone may come in, and how that is turned round: from their row and on their page. */
export const usePersonAccess = (record: Accessor<AnyRecord>) => {
  const screen = useRecordScreen();
  const { live } = screen;
  const mayUpdate = createMemo(() => live.can('update', screen.definition, record()));
  const isActive = (): boolean => record()['isActive'] === true;
  return {
    mayUpdate,
    isActive,
    /** No one takes their own access. */
    mayChange: (): boolean => mayUpdate() && record().id !== live.me()?.id,
    /** What they hold is asked for before it is taken; it can be undone like any change. */
    turn: (): void => {
      const name = String(record()['name']);
      const active = !isActive();
      const describe = active ? `${name} was activated` : `${name} was deactivated`;
      void screen.send(
        commandOf(screen.definition, 'update'),
        record().id,
        { patch: { isActive: active } },
        { describe },
      );
    },
  };
};
