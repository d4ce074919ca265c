import { leads } from '#shared/modules/leads.ts';
import type { Live } from '#client/live/types.ts';

/** Of these leads, those that have no clinic as far as is known here. A selection keeps what a colleague has assigned. */
export const stillWaiting = (live: Pick<Live, 'record'>, ids: readonly string[]): readonly string[] =>
  ids.filter((id) => {
    const lead = live.record(leads, id);
    return lead === undefined || lead?.clinicId === null;
  });
