import { useLocation } from '@solidjs/router';
import {
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  useContext,
  type Accessor,
  type JSX,
} from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { Live } from '#client/live/types.ts';
import { createOpenConflicts, type OpenConflicts } from './changes/open-conflicts.ts';
import { createSend, type Send } from './changes/send.ts';
import { createSelection, type Selection } from './list/selection.ts';
import { useOpenRecord, type OpenRecord } from './open-record.ts';

/** One field of one record. */
export type FieldAt = { readonly id: string; readonly field: string };

/** A floating list of choices for a field, and the control that it hangs from. */
export type Picking = FieldAt & { readonly anchor: HTMLElement };

/** What one person does on a screen of records now, shared by its list, the open record and the keyboard. */
export type RecordScreen = OpenRecord & {
  readonly live: Live;
  /** Reactive: with the fields and choices that the tenant has now. */
  readonly definition: Collection;
  /** The row that the keyboard is at. */
  readonly currentId: Accessor<string | null>;
  readonly setCurrent: (id: string | null) => void;
  /** The row that is expanded in place. */
  readonly expandedId: Accessor<string | null>;
  readonly setExpanded: (id: string | null) => void;
  readonly picking: Accessor<Picking | null>;
  readonly pick: (picking: Picking | null) => void;
  /** The field that is about to be edited; the open record starts its editor. */
  readonly editing: Accessor<FieldAt | null>;
  readonly edit: (field: FieldAt | null) => void;
  readonly conflicts: OpenConflicts;
  readonly send: Send;
  readonly selection: Selection;
  /** The rows that are loaded, where they can be selected; null where they cannot. */
  readonly listed: Accessor<readonly string[] | null>;
  /** The rows that are loaded, in their order; null where there is no list. */
  readonly setListed: (ids: Accessor<readonly string[]> | null, canSelect?: boolean) => void;
  /** The record before or after the open one; null at the end of the list, undefined where there is none. */
  readonly neighbour: (by: -1 | 1) => string | null | undefined;
};

const RecordScreenContext = createContext<RecordScreen>();

export const RecordScreenProvider = (props: { screen: RecordScreen; children: JSX.Element }): JSX.Element => (
  // eslint-disable-next-line solid/reactivity -- the same for as long as its screen is mounted
  <RecordScreenContext.Provider value={props.screen}>{props.children}</RecordScreenContext.Provider>
);

export const useRecordScreen = (): RecordScreen => {
  const screen = useContext(RecordScreenContext);
  if (!screen) throw new Error('useRecordScreen() was called outside a screen of records');
  return screen;
};

/** The state of a screen of records. `openId` is the record in the address, `listPath` the list's own path. */
export const createRecordScreen = (
  definition: Collection,
  openId: Accessor<string | null>,
  listPath: (open: boolean) => string,
): RecordScreen => {
  const location = useLocation();
  const screen = screenOf(definition, useOpenRecord(openId, listPath));
  createEffect(
    on(openId, (id, before) => {
      if (before) screen.conflicts.clear(before);
      screen.setCurrent(id ?? screen.currentId());
    }),
  );
  // A list of choices must close with its record: it would change one that is no longer on the screen.
  createEffect(on([openId, () => location.pathname + location.search], () => screen.pick(null), { defer: true }));
  return screen;
};

/** The same for records without an address of their own: those that a record's pane lists. */
export const createInnerScreen = (definition: Collection): RecordScreen =>
  screenOf(definition, {
    openId: () => null,
    hrefOf: () => '',
    open: () => undefined,
    byKeyboard: () => false,
  });

const screenOf = (definition: Collection, openRecord: OpenRecord): RecordScreen => {
  const live = useLive();
  const tailored = createMemo(() => live.catalog().of(definition));
  const conflicts = createOpenConflicts();
  const [currentId, setCurrent] = createSignal<string | null>(null);
  const [expandedId, setExpanded] = createSignal<string | null>(null);
  const [picking, pick] = createSignal<Picking | null>(null);
  const [editing, edit] = createSignal<FieldAt | null>(null);
  const [listed, setListed] = createSignal<Accessor<readonly string[]> | null>(null);
  const [canSelect, setCanSelect] = createSignal(false);
  /** Where the open record is in the list, or was when it left that: its neighbours stay reachable. */
  const place = createMemo<{ readonly at: number; readonly isThere: boolean }>(
    (before) => {
      const at = listed()?.().indexOf(openRecord.openId() ?? '') ?? -1;
      return at < 0 ? { ...before, isThere: false } : { at, isThere: true };
    },
    { at: -1, isThere: false },
  );

  onCleanup(() => pick(null));

  return {
    ...openRecord,
    live,
    get definition() {
      return tailored();
    },
    currentId,
    setCurrent,
    expandedId,
    setExpanded,
    picking,
    pick,
    editing,
    edit,
    conflicts,
    selection: createSelection(live, definition),
    listed: () => (canSelect() ? (listed()?.() ?? null) : null),
    setListed: (ids, selectable = false) => {
      setListed(() => ids);
      setCanSelect(selectable);
    },
    neighbour: (by) => {
      const ids = listed()?.();
      const { at, isThere } = place();
      if (!ids) return undefined;
      // What came after a record that left stands where that was.
      return ids[by > 0 && !isThere ? Math.max(at, 0) : at + by] ?? null;
    },
    send: createSend({ live, definition, conflicts, isOpen: (id) => id === openRecord.openId() }),
  };
};
