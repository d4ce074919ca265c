import { createContext, createMemo, createSignal, mergeProps, useContext, type Accessor, type JSX } from 'solid-js';
import { clinics } from '#shared/modules/clinics.ts';
import { leads } from '#shared/modules/leads.ts';
import { today, timeZone } from '#client/lib/clock.ts';
import { useWorkspace, type Location } from '#client/lib/workspace-context.tsx';
import { createRecordScreen, type RecordScreen } from '#client/records/record-screen.tsx';
import { createActions, type LeadActions } from './actions.ts';
import type { ContactChannel } from '#shared/modules/contact-attempts.ts';
import type { FormatContext } from './value-text.ts';

/** A call or chat that was begun; how it went is asked when one comes back. `from` is where the keyboard was. */
export type Contacted = { readonly id: string; readonly channel: ContactChannel; readonly from: HTMLElement | null };

/** What one person does at the desk now: a screen of records, and what leads add to it. */
export type Desk = RecordScreen & {
  readonly actions: LeadActions;
  readonly formatContext: Accessor<FormatContext>;
  /** Those that a lead can be given to. */
  readonly openClinics: Accessor<readonly Location[]>;
  readonly contacted: Accessor<Contacted | null>;
  readonly setContacted: (contacted: Contacted | null) => void;
  /** Asks how a call or chat with this lead went, where there is room for it. */
  readonly askOutcome: (id: string, channel: ContactChannel) => void;
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

/** `listPath` is the list's own path, to which an open lead's id is added. */
export const createDesk = (openId: Accessor<string | null>, listPath: (open: boolean) => string): Desk => {
  const workspace = useWorkspace();
  const screen = createRecordScreen(leads, openId, listPath);
  const [contacted, setContacted] = createSignal<Contacted | null>(null);

  const askOutcome = (id: string, channel: ContactChannel): void => {
    const focused = document.activeElement;
    setContacted({ id, channel, from: focused instanceof HTMLElement && focused !== document.body ? focused : null });
    // The question needs room: the open lead, or else the row's own card.
    if (screen.openId() !== id) screen.setExpanded(id);
  };

  const clinicName = (id: string): string | null =>
    workspace.locations().find((clinic) => clinic.id === id)?.name ?? null;
  const formatContext = createMemo((): FormatContext => ({ clinicName, today: today(), timeZone: timeZone() }));
  const openClinics = createMemo(() =>
    workspace.locations().filter((clinic) => screen.live.record(clinics, clinic.id)?.isActive ?? true),
  );
  // A spread would keep the definition as it is now.
  return mergeProps(screen, {
    actions: createActions(screen.send, formatContext),
    formatContext,
    openClinics,
    contacted,
    setContacted,
    askOutcome,
  });
};
