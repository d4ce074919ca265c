import { useLocation, useNavigate } from '@solidjs/router';
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
import { clinics } from '#shared/modules/clinics.ts';
import { leads } from '#shared/modules/leads.ts';
import { today, timeZone } from '#client/lib/clock.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { Live } from '#client/live/types.ts';
import { useWorkspace, type Clinic } from '#client/lib/workspace-context.tsx';
import { createActions, type LeadActions } from './actions.ts';
import { createConflicts, type Conflicts } from './conflicts.ts';
import type { ContactChannel } from './contact-outcomes.ts';
import type { FormatContext } from './value-text.ts';

export type PickKind = 'status' | 'priority' | 'followUp' | 'clinic';

export type Picking = { readonly kind: PickKind; readonly id: string; readonly anchor: HTMLElement };

/** A call or chat that was begun; how it went is asked when one comes back. */
export type Contacted = { readonly id: string; readonly channel: ContactChannel };

/** What one person does at the desk now, shared by its list, the open lead and the keyboard. */
export type Desk = {
  /** The tenant's leads: with its own fields and choices. */
  readonly definition: Accessor<Collection>;
  readonly live: Live;
  readonly actions: LeadActions;
  readonly conflicts: Conflicts;
  readonly formatContext: Accessor<FormatContext>;
  /** Those that a lead can be given to. */
  readonly openClinics: Accessor<readonly Clinic[]>;
  /** The lead that the address names, shown beside the list. */
  readonly openId: Accessor<string | null>;
  readonly hrefOf: (id: string | null) => string;
  /** `gone`: the lead that closes is not to come back with the browser's Back. */
  readonly open: (id: string | null, how?: { readonly gone?: boolean; readonly byKeyboard?: boolean }) => void;
  /** Whether the open lead was opened by keyboard, which then goes on inside it. */
  readonly byKeyboard: Accessor<boolean>;
  /** The row that the keyboard is at. */
  readonly currentId: Accessor<string | null>;
  readonly setCurrent: (id: string | null) => void;
  /** The row that is expanded in place. */
  readonly peekedId: Accessor<string | null>;
  readonly setPeeked: (id: string | null) => void;
  readonly picking: Accessor<Picking | null>;
  readonly pick: (picking: Picking | null) => void;
  /** Whose next action is about to be edited; taken up by the open lead. */
  readonly editingId: Accessor<string | null>;
  readonly edit: (id: string | null) => void;
  readonly contacted: Accessor<Contacted | null>;
  readonly setContacted: (contacted: Contacted | null) => void;
};

const DeskContext = createContext<Desk>();

export const DeskProvider = (props: { desk: Desk; children: JSX.Element }): JSX.Element => (
  // eslint-disable-next-line solid/reactivity -- one desk for as long as its screen is mounted
  <DeskContext.Provider value={props.desk}>{props.children}</DeskContext.Provider>
);

export const useDesk = (): Desk => {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('useDesk() was called outside a desk');
  return desk;
};

/** `listPath` is the list's own address, to which an open lead's id is added. */
export const createDesk = (openId: Accessor<string | null>, listPath: (open: boolean) => string): Desk => {
  const live = useLive();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const location = useLocation<{ listBehind: string }>();
  const conflicts = createConflicts();
  const [byKeyboard, setByKeyboard] = createSignal(false);
  const [currentId, setCurrent] = createSignal<string | null>(null);
  const [peekedId, setPeeked] = createSignal<string | null>(null);
  const [picking, pick] = createSignal<Picking | null>(null);
  const [editingId, edit] = createSignal<string | null>(null);
  const [contacted, setContacted] = createSignal<Contacted | null>(null);

  const definition = createMemo(() => live.catalog().of(leads as unknown as Collection));
  const clinicName = (id: string): string | null =>
    workspace.clinics().find((clinic) => clinic.id === id)?.name ?? null;
  const formatContext = createMemo((): FormatContext => ({ clinicName, today: today(), timeZone: timeZone() }));
  const openClinics = createMemo(() =>
    workspace.clinics().filter((clinic) => live.record(clinics, clinic.id)?.isActive ?? true),
  );

  const hrefOf = (id: string | null): string => listPath(id !== null) + (id === null ? '' : `/${id}`) + location.search;

  // The list behind this entry of the browser's history, where there is one; it outlives a reload with the entry.
  const listBehind = (): string | undefined => location.state?.listBehind;
  let leaving = false;

  createEffect(
    on(openId, (id, before) => {
      leaving = false;
      if (before) conflicts.forget(before);
      setCurrent((current) => id ?? current);
    }),
  );
  // A list of choices must close with its lead: it would change a lead that is no longer on the screen.
  createEffect(on([openId, () => location.pathname + location.search], () => pick(null), { defer: true }));
  onCleanup(() => pick(null));

  /** Where the lead was opened from this list, back to it: a further entry would have Back open the lead again. */
  const close = (gone: boolean): void => {
    const list = hrefOf(null);
    if (gone || listBehind() !== list) {
      navigate(list, { replace: true, scroll: false });
    } else if (!leaving) {
      // The browser goes back a little later; asked twice meanwhile, it would leave the list, too.
      leaving = true;
      navigate(-1);
    }
  };

  return {
    live,
    definition,
    actions: createActions({ live, conflicts, formatContext, isOpen: (id) => id === openId() }),
    conflicts,
    formatContext,
    openClinics,
    openId,
    hrefOf,
    open: (id, how = {}) => {
      const before = openId();
      if (id === before) return;
      setByKeyboard(how.byKeyboard ?? false);
      if (id === null) return close(how.gone ?? false);
      // However many leads are walked through, Back leads to the list.
      const state: unknown = before === null ? { listBehind: hrefOf(null) } : location.state;
      navigate(hrefOf(id), { replace: before !== null, scroll: false, state });
    },
    byKeyboard,
    currentId,
    setCurrent,
    peekedId,
    setPeeked,
    picking,
    pick,
    editingId,
    edit,
    contacted,
    setContacted,
  };
};
