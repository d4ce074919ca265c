import type { Person } from '#shared/people.ts';
import { v7 } from 'uuid';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { addDays, dayOf } from '#shared/calendar-day.ts';
import { parseSort } from '#shared/sort.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Filter } from '#shared/filter.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import { readPage } from '#server/records/read.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';

/** What someone at the desk did next with a lead, and what they wrote down. */
type Step = {
  readonly status: string;
  readonly reason: string;
  readonly nextAction: string | null;
  readonly followUpIn: number | null;
};

/** For a lead that was imported in this status: two stories, told in turn. */
const stories: Record<string, readonly (readonly Step[])[]> = {
  new: [
    [
      { status: 'attempting', reason: 'Rang twice, no answer', nextAction: 'Call again after 6 pm', followUpIn: 0 },
      {
        status: 'connected',
        reason: 'Called back: wants to know cost and EMI',
        nextAction: 'Send price list on WhatsApp',
        followUpIn: 1,
      },
    ],
    [{ status: 'attempting', reason: 'Switched off', nextAction: 'Message on WhatsApp first', followUpIn: 1 }],
  ],
  attempting: [
    [
      { status: 'connected', reason: 'Picked up; in a meeting until four', nextAction: 'Call at 4.30', followUpIn: 0 },
      {
        status: 'appointment_booked',
        reason: 'Saturday 10.30 suits',
        nextAction: 'Remind on Friday evening',
        followUpIn: 3,
      },
    ],
    [{ status: 'lost', reason: 'Went to a clinic nearer to the office', nextAction: null, followUpIn: null }],
  ],
  connected: [
    [
      {
        status: 'appointment_booked',
        reason: 'Coming with mother on Sunday',
        nextAction: 'Confirm in the morning',
        followUpIn: 2,
      },
    ],
    [
      {
        status: 'attempting',
        reason: 'Asked to call back, does not answer since',
        nextAction: 'Try from the other number',
        followUpIn: 1,
      },
    ],
  ],
  appointment_booked: [
    [
      {
        status: 'rescheduled',
        reason: 'Exam week; asked for the next weekend',
        nextAction: 'Offer Saturday or Sunday',
        followUpIn: 5,
      },
    ],
    [{ status: 'visited', reason: 'Came in, X-ray taken', nextAction: 'Share the treatment plan', followUpIn: 1 }],
  ],
  visited: [
    [
      {
        status: 'treatment_started',
        reason: 'Agreed to the plan, first sitting done',
        nextAction: 'Book the second sitting',
        followUpIn: 7,
      },
    ],
    [{ status: 'treatment_started', reason: 'Advance paid', nextAction: 'Second sitting on Monday', followUpIn: 4 }],
  ],
};

/**
 * Lets someone work on a few of their leads, one in each stage, so that timelines have something to tell. What they
 * have touched already counts: a seeding that was cut short goes on instead of starting over.
 */
export const liveADay = async (tenant: Tenant, leads: Collection, person: Person, turn: number): Promise<void> => {
  const stages = Object.entries(stories);
  const touched = await leadsOf(tenant, leads, person, { field: 'version', op: 'gt', value: 1 }, stages.length);
  for (const [status, told] of stages.slice(touched.length)) {
    const untouched: Filter = {
      all: [
        { field: 'version', op: 'eq', value: 1 },
        { field: 'status', op: 'eq', value: status },
      ],
    };
    const [lead] = await leadsOf(tenant, leads, person, untouched, 1);
    for (const step of told[turn % told.length] ?? []) if (lead) await take(tenant, person, lead, step);
  }
};

const leadsOf = async (
  tenant: Tenant,
  definition: Collection,
  person: Person,
  filter: Filter,
  limit: number,
): Promise<readonly AnyRecord[]> => {
  const query = { definition, filter, sort: parseSort('-createdAt', definition), limit };
  return (await readPage(tenant, actorOf(tenant.info, person), query)).records;
};

const take = async (
  tenant: Tenant,
  person: Person,
  lead: AnyRecord,
  { status, reason, nextAction, followUpIn }: Step,
): Promise<void> => {
  const today = dayOf(new Date(), tenant.info.timeZone);
  const followUpDate = followUpIn === null ? null : addDays(today, followUpIn);
  const patch = { status, nextAction, followUpDate, lastContactedAt: new Date().toISOString() };
  const answer = await enqueue(
    tenant,
    { kind: 'user', id: person.id },
    { mid: v7(), name: 'leads.update', args: { id: lead.id, patch, reason } },
  );
  if (!answer.ok) throw new Refusal(answer.error.code, answer.error.message, answer.error.details);
};
