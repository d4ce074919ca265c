import { Show, createMemo, type JSX } from 'solid-js';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { SelectBox } from './select-box.tsx';

/** In the list's head, above the boxes of its rows: chooses every row that is loaded, or none. */
export const SelectAll = (props: { inGrid?: boolean }): JSX.Element => {
  const { selection, listed, definition } = useRecordScreen();
  const many = (): string => definition.label.many.toLowerCase();
  const checked = createMemo((): boolean | 'mixed' => {
    const ids = listed();
    const chosen = selection.ids();
    if (chosen.size === 0 || !ids) return false;
    return ids.length > 0 && ids.every((id) => chosen.has(id)) ? true : 'mixed';
  });
  return (
    <Show when={listed()}>
      {(ids) => (
        <span class="select-cell" role={props.inGrid ? 'columnheader' : undefined}>
          <SelectBox
            label={checked() === true ? 'Select none' : `Select all ${many()} that are loaded`}
            tip={checked() === true ? 'Select none (Esc)' : 'Select all (Ctrl+A)'}
            checked={checked()}
            onToggle={() => (checked() === true ? selection.clear() : selection.set([...selection.ids(), ...ids()]))}
          />
        </span>
      )}
    </Show>
  );
};
