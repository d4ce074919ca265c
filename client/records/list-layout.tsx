import { Show, type Accessor, type JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { PickerLayer, type OwnPickers } from './picker/picker-layer.tsx';
import { useNarrowLayout } from './narrow-layout.ts';
import { RecordScreenProvider, type RecordScreen } from './record-screen.tsx';

type ListLayoutProps<R extends AnyRecord> = {
  screen: RecordScreen;
  label: string;
  /** Beside the list, where there is room. */
  aside?: JSX.Element;
  /** The toolbar and the list. */
  children: JSX.Element;
  /** The open record. Called once; its id changes as one walks from record to record. */
  pane: (id: Accessor<string>) => JSX.Element;
  /** What floats above both: forms. */
  floating?: JSX.Element;
  /** A module's own pickers, by the field's name. */
  pickers?: OwnPickers<R> | undefined;
};

/** A screen of records: the list, and beside it (or, on a phone, over it) the record that the address names. */
export const ListLayout = <R extends AnyRecord>(props: ListLayoutProps<R>): JSX.Element => {
  const narrow = useNarrowLayout();
  return (
    <RecordScreenProvider screen={props.screen}>
      <div class="flex min-h-0 flex-1">
        {props.aside}
        <section
          class="flex min-w-0 flex-1 flex-col bg-surface"
          aria-label={props.label}
          inert={props.screen.openId() !== null && narrow()}
        >
          {props.children}
        </section>
        <Show when={props.screen.openId()}>{(id) => props.pane(id)}</Show>
      </div>
      {props.floating}
      <PickerLayer own={props.pickers} />
    </RecordScreenProvider>
  );
};
