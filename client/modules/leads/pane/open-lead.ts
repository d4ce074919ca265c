import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import type { Person } from '#client/lib/person.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';

export type OpenLead = {
  readonly lead: Accessor<Lead | null | undefined>;
  /** Who else has it open. */
  readonly others: Accessor<readonly Person[]>;
  /** It was here, and left while one looked. */
  readonly hadIt: Accessor<boolean>;
  readonly takenBy: Accessor<string | null>;
};

/** An open lead, as long as one may see it. Others see that it is open here. */
export const useOpenLead = (id: Accessor<string>): OpenLead => {
  const { live } = useDesk();
  const lead = createMemo(() => live.record(leads, id()));
  const [hadIt, setHadIt] = createSignal(false);
  const [takenBy, setTakenBy] = createSignal<string | null>(null);

  createEffect(
    on(id, (now) => {
      live.view(leads, now);
      setHadIt(false);
      setTakenBy(null);
    }),
  );
  onCleanup(() => live.view(leads, null));
  createEffect(() => lead() && setHadIt(true));
  onCleanup(
    live.onEvent((event) => {
      if (event.kind === 'removed' && event.collection === leads.name && event.id === id())
        setTakenBy(event.mine ? 'You' : (event.by?.name ?? null));
    }),
  );
  return {
    lead,
    others: createMemo(() => live.presence(leads, id()).filter((person) => person.id !== live.me()?.id)),
    hadIt,
    takenBy,
  };
};
