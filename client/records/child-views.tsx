import { For, Show, Suspense, createContext, createMemo, useContext, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { whenThere } from '#client/lib/when-there.ts';
import type { Shortcut } from '#client/lib/shortcuts.ts';
import { childrenIn } from './children-in.ts';
import { useRecordScreen, type RecordScreen } from './record-screen.tsx';

export type ChildViewProps = {
  /** The collection and the record whose children they are. */
  of: Collection;
  record: AnyRecord;
  /** There is room for the latest only: a row's card. */
  brief?: boolean | undefined;
};

/** How a module shows the children of a record: in the place of the list that follows from their definition. */
export type ChildView = {
  readonly component: Component<ChildViewProps>;
  /** Stands in its place until its code has come. */
  readonly loading: Component;
  /** The key that begins a new one, what that is called, and the control that it leads to. */
  readonly begin: { readonly key: string; readonly label: string; readonly selector: string };
};

export type ChildViews = { readonly [collection: string]: ChildView };

const ChildViewsContext = createContext<ChildViews>({});

export const ChildViewsProvider = (props: { views: ChildViews; children: JSX.Element }): JSX.Element => (
  // eslint-disable-next-line solid/reactivity -- the same for as long as the page is open
  <ChildViewsContext.Provider value={props.views}>{props.children}</ChildViewsContext.Provider>
);

export const useChildViews = (): ChildViews => useContext(ChildViewsContext);

/** The children of this record that a module shows in its own way. */
export const OwnChildViews = (props: Pick<ChildViewProps, 'record' | 'brief'>): JSX.Element => {
  const screen = useRecordScreen();
  const views = useChildViews();
  const names = createMemo(() =>
    childrenIn(screen.live, screen.definition)
      .map(({ name }) => name)
      .filter((name) => name in views),
  );
  return (
    <For each={names()}>
      {(name) => (
        <Show when={views[name]}>
          {(view) => (
            <Suspense fallback={<Dynamic component={view().loading} />}>
              <Dynamic component={view().component} of={screen.definition} record={props.record} brief={props.brief} />
            </Suspense>
          )}
        </Show>
      )}
    </For>
  );
};

/** The keys that begin a child of the open record, or else of the one that the keyboard is at, which opens for it. */
export const childShortcuts = (screen: RecordScreen, views: ChildViews): readonly Shortcut[] =>
  Object.entries(views).flatMap(([name, { begin }]): Shortcut[] => {
    const child = (): Collection | undefined =>
      childrenIn(screen.live, screen.definition).find((one) => one.name === name);
    const target = (): string | null => screen.openId() ?? screen.expandedId() ?? screen.currentId();
    const isHere = (id: string): boolean => screen.openId() === id || screen.expandedId() === id;
    const run = (): void => {
      const id = target();
      if (id === null) return;
      if (!isHere(id)) screen.open(id, { byKeyboard: true });
      const selector = ['data-pane', 'data-card'].map((place) => `[${place}="${id}"] ${begin.selector}`).join(', ');
      whenThere(
        selector,
        () => isHere(id),
        (control) => control.focus(),
      );
    };
    const when = (): boolean => {
      const own = child();
      return own !== undefined && target() !== null && screen.live.can('create', own);
    };
    return [{ keys: begin.key, label: begin.label, group: screen.definition.label.one, run, when }];
  });
