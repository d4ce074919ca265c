import { v7 } from 'uuid';
import { isSuppressed, leads, statusLabel } from '#shared/modules/leads.ts';
import { recordAttempt } from '#shared/modules/record-attempt.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { serverNow } from '#client/lib/clock.ts';
import { reportNotSaved } from '#client/records/changes/unsaved.ts';
import { describeAttempt, type Attempt } from '#client/modules/leads/contact-outcomes.ts';
import { describeChange } from '#client/modules/leads/describe-change.ts';
import type { Desk } from '#client/modules/leads/desk.tsx';

/**
 * Says that a call or chat was not recorded, and keeps what was noted of it, where the lead has left this person's sight
 * or must not be contacted any more. False where neither is so.
 */
export const reportLostAttempt = ({ live }: Pick<Desk, 'live'>, id: string, attempt: Attempt): boolean => {
  const lead = live.record(leads, id);
  if (lead === undefined || (lead !== null && !isSuppressed(lead.status))) return false;
  const { outcome, channel, note, followUpDate } = attempt;
  const what = channel === 'call' ? 'the call' : 'the chat';
  const error: RefusalData =
    lead === null
      ? { code: 'NOT_FOUND', message: `You no longer have access to this lead, so ${what} was not recorded.` }
      : {
          code: 'FORBIDDEN',
          message: `This lead was moved to “${statusLabel(lead.status)}” meanwhile, so ${what} was not recorded.`,
        };
  reportNotSaved(live, {
    // What left this person's sight is not named.
    label: lead ? describeChange(lead, describeAttempt(channel, outcome)) : `what you noted of ${what}`,
    collection: leads.name,
    id,
    command: recordAttempt.name,
    args: {
      id,
      outcome,
      channel,
      at: new Date(serverNow()).toISOString(),
      ...(note === '' ? {} : { note }),
      ...(followUpDate === null ? {} : { followUpDate }),
    },
    base: null,
    mid: v7(),
    error,
  });
  return true;
};
