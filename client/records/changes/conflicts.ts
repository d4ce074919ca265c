import { createSignal } from 'solid-js';
import type { LiveEvent } from '#client/live/types.ts';

type Refused = Extract<LiveEvent, { kind: 'refused' }>;
export type OpenConflict = Refused & { readonly conflict: NonNullable<Refused['conflict']>; readonly id: string };

/** Two people changed the same field and mine came later: which is it to be? One question at a time. */
const [conflicts, setConflicts] = createSignal<readonly OpenConflict[]>([]);

export const openConflict = (): OpenConflict | undefined => conflicts()[0];

export const offerConflict = (event: Refused): void => {
  const { conflict, id } = event;
  if (conflict && id) setConflicts((open) => [...open, { ...event, conflict, id }]);
};

export const closeConflict = (): void => {
  setConflicts((open) => open.slice(1));
};

export const clearConflicts = (): void => void setConflicts([]);
