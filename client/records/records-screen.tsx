import { useLocation, useNavigate } from '@solidjs/router';
import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { useLive } from '#client/live/live-context.tsx';
import { useShortcuts } from '#client/lib/shortcuts.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useListAddress } from './address.ts';
import { ImportSheet } from './import-sheet.tsx';
import { ListToolbar } from './list-toolbar.tsx';
import { NewRecord } from './new-record.tsx';
import { RecordList } from './record-list.tsx';
import { RecordPanel } from './record-panel.tsx';
import { useUndoToasts } from './undo-toasts.ts';

type RecordsScreenProps = { definition: Collection; id: string | null };

/**
 * Everything a collection needs on the screen, from its definition: its list, and beside it (or, on a phone,
 * over it) the record that the address names.
 */
export const RecordsScreen = (props: RecordsScreenProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const location = useLocation();
  const address = useListAddress(() => props.definition);
  const [creating, setCreating] = createSignal(false);
  const [importing, setImporting] = createSignal(false);
  useUndoToasts(live);
  let search: HTMLInputElement | undefined;

  const mayCreate = createMemo(() => isMadeHere(props.definition) && live.can('create', props.definition));
  const hrefOf = (id: string | null): string =>
    workspace.href(id ? `${props.definition.name}/${id}` : props.definition.name) + location.search;
  const [byKeyboard, setByKeyboard] = createSignal(false);
  const open = (id: string | null, keyboard = false): void => {
    setByKeyboard(keyboard);
    navigate(hrefOf(id), { scroll: false });
  };

  useShortcuts([
    { keys: '/', label: 'Search', group: 'List', run: () => search?.focus() },
    { keys: 'n', label: 'New record', group: 'List', run: () => setCreating(true), when: mayCreate },
    { keys: 'F2', label: 'Change the fact in focus', group: 'Record', run: () => undefined, when: () => false },
    {
      keys: 'Escape',
      label: 'Close the record',
      group: 'Record',
      run: () => open(null),
      when: () => props.id !== null,
    },
  ]);

  return (
    <div class="flex min-h-0 flex-1">
      <section
        class="flex min-w-0 flex-1 flex-col bg-surface"
        aria-label={props.definition.label.many}
        inert={props.id !== null && isNarrow()}
      >
        <ListToolbar
          definition={props.definition}
          address={address}
          searchRef={(element) => (search = element)}
          onNew={mayCreate() ? () => setCreating(true) : undefined}
          onImport={
            isMadeHere(props.definition) && live.can('import', props.definition) ? () => setImporting(true) : undefined
          }
        />
        <RecordList
          definition={props.definition}
          address={address}
          selected={props.id}
          hrefOf={hrefOf}
          onOpen={open}
          onNew={mayCreate() ? () => setCreating(true) : undefined}
        />
      </section>
      <Show when={props.id} keyed>
        {(id) => (
          <RecordPanel definition={props.definition} id={id} onClose={() => open(null)} takeFocus={byKeyboard()} />
        )}
      </Show>
      <NewRecord definition={props.definition} open={creating()} onClose={() => setCreating(false)} onOpen={open} />
      <ImportSheet definition={props.definition} open={importing()} onClose={() => setImporting(false)} />
    </div>
  );
};

/** A person made by a form could not sign in: people come by invitation, or from the command line. */
const isMadeHere = (definition: Collection): boolean => !definition.people;

const narrow = matchMedia('(max-width: 1023px)');
const [isNarrow, setNarrow] = createSignal(narrow.matches);
narrow.addEventListener('change', () => setNarrow(narrow.matches));
