import Ellipsis from 'lucide-solid/icons/ellipsis';
import Link2 from 'lucide-solid/icons/link-2';
import LogOut from 'lucide-solid/icons/log-out';
import ShieldOff from 'lucide-solid/icons/shield-off';
import Pencil from 'lucide-solid/icons/pencil';
import Trash from 'lucide-solid/icons/trash';
import { createMemo, type JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { Menu, type MenuItem } from '#client/components/menu.tsx';
import { toast } from '#client/components/toasts.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import { resetSecondFactor, signOutEverywhere } from './account-of-colleague.ts';

type RecordMenuProps<R extends AnyRecord> = {
  record: R;
  /** Opens the form of all its fields; absent where there is none. */
  onEdit: (() => void) | undefined;
  describeDeletion?: ((record: R) => string) | undefined;
};

/** What is done with a record now and then. */
export const RecordMenu = <R extends AnyRecord>(props: RecordMenuProps<R>): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const workspace = useWorkspace();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.origin + location.pathname);
      toast('The link is in your clipboard.');
    } catch (error) {
      console.info('The clipboard is not open to this page.', error);
      toast('This browser does not let the page copy. The link is in its address bar.', { tone: 'amber' });
    }
  };
  const remove = (): void => {
    const { record } = props;
    const describe = props.describeDeletion?.(record);
    screen.open(null, { gone: true });
    void screen.send(commandOf(screen.definition, 'delete'), record.id, {}, describe === undefined ? {} : { describe });
  };
  const mayDelete = (): boolean => !screen.definition.internal && live.can('delete', screen.definition, props.record);
  /** Of a person's record, for those who manage access. People end their own sessions on the page of their account. */
  const mayLookAfter = (): boolean =>
    screen.definition.people !== undefined &&
    props.record.id !== live.me()?.id &&
    live.can('update', screen.definition, props.record);
  const items = createMemo((): MenuItem[] => [
    ...(props.onEdit ? [{ label: 'Edit all fields', icon: Pencil, run: () => props.onEdit?.() }] : []),
    { label: 'Copy the link', icon: Link2, run: () => void copy() },
    ...(mayLookAfter()
      ? [
          {
            label: 'Sign out everywhere',
            icon: LogOut,
            run: () => void signOutEverywhere(workspace.tenant, props.record),
          },
          {
            label: 'Reset the second factor',
            icon: ShieldOff,
            note: 'For a lost phone',
            run: () => void resetSecondFactor(workspace.tenant, props.record),
          },
        ]
      : []),
    ...(mayDelete()
      ? ([
          'line',
          { label: `Delete this ${screen.definition.label.one.toLowerCase()}`, icon: Trash, danger: true, run: remove },
        ] as const)
      : []),
  ]);
  return (
    <Menu label="More" items={items()}>
      <Ellipsis size={16} />
    </Menu>
  );
};
