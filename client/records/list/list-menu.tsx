import Download from 'lucide-solid/icons/download';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import Trash from 'lucide-solid/icons/trash';
import SquareCheck from 'lucide-solid/icons/square-check';
import Upload from 'lucide-solid/icons/upload';
import { useNavigate } from '@solidjs/router';
import { Show, Suspense, createMemo, createSignal, type JSX } from 'solid-js';
import { pathOf } from '#shared/rest-path.ts';
import { lateDialog } from '#client/components/late-dialog.tsx';
import { Menu, type MenuItem } from '#client/components/menu.tsx';
import { tenantApi } from '#client/lib/rest.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { binSegment, binsOf } from '#client/live/bins.ts';
import { isMadeHere } from '#client/records/made-here.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import type { ListQuery } from '#client/store/types.ts';
import { queryOf } from './address.ts';
import { exportFile } from './export-file.ts';

// An import happens once a month; its code is not loaded each morning.
const ImportSheet = lateDialog(async () => (await import('#client/records/import/import-sheet.tsx')).ImportSheet);

/** The list as a file: in, and out as it is filtered and sorted; and the way to what was deleted from it. `narrowed`: it shows less than it could. */
export const ListMenu = (props: { query: ListQuery; narrowed: boolean }): JSX.Element => {
  const live = useLive();
  const screen = useRecordScreen();
  const many = (): string => screen.definition.label.many.toLowerCase();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [importing, setImporting] = createSignal(false);
  const save = (): void => {
    const { collection: definition, filter, sort } = props.query;
    void exportFile(
      `${tenantApi(workspace.tenant)}${pathOf(definition)}/export${queryOf(filter, sort, definition)}`,
      many(),
    );
  };
  const items = createMemo((): MenuItem[] => [
    ...(screen.listed() === null
      ? []
      : [
          {
            label: `Select ${many()}`,
            note: 'To change several at once',
            icon: SquareCheck,
            run: screen.selection.begin,
          },
        ]),
    ...(isMadeHere(props.query.collection) && live.can('import', props.query.collection)
      ? [{ label: 'Import from a file', icon: Upload, run: () => setImporting(true) }]
      : []),
    ...(live.can('export', props.query.collection)
      ? [
          {
            label: props.narrowed ? 'Export what is shown' : 'Export all',
            note: 'As a CSV file',
            icon: Download,
            run: save,
          },
        ]
      : []),
    ...(binsOf(live).some(({ name }) => name === props.query.collection.name)
      ? [
          {
            label: `Deleted ${many()}`,
            note: 'To restore them',
            icon: Trash,
            run: () => navigate(workspace.href(`${binSegment}/${props.query.collection.name}`)),
          },
        ]
      : []),
  ]);
  return (
    <>
      <Show when={items().length > 0}>
        <Menu label="Select, import and export" items={items()}>
          <Ellipsis size={16} />
        </Menu>
      </Show>
      <Show when={importing()}>
        <Suspense>
          <ImportSheet definition={props.query.collection} open onClose={() => setImporting(false)} />
        </Suspense>
      </Show>
    </>
  );
};
