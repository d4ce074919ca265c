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

/** What someone at the desk did next with a lead, and what they wrote down: a call, or a change of its status. */
type Step = Call | Change;

type Call = Said & { readonly call: string; readonly hoursAgo: number };

type Change = Said & { readonly status: string };

type Said = {
  /** What was said, or why. */
  readonly said: string;
  readonly nextAction: string | null;
  readonly followUpIn: number | null;
};

const missed = (call: 'no_answer' | 'busy', hoursAgo: number, said = ''): Call => ({
  call,
  hoursAgo,
  said,
  nextAction: 'Call again after 6 pm',
  followUpIn: 0,
});

/** For a lead that was imported in this status: two stories, told in turn. */
const stories: Record<string, readonly (readonly Step[])[]> = {
  new: [
    [
      missed('no_answer', 27),
      missed('busy', 5),
      {
        call: 'connected',
        hoursAgo: 1,
        said: 'Called back: wants to know cost and EMI',
        nextAction: 'Send price list on WhatsApp',
        followUpIn: 1,
      },
    ],
    [
      missed('no_answer', 52, 'Rang out'),
      missed('no_answer', 28, 'Switched off'),
      {
        call: 'no_answer',
        hoursAgo: 3,
        said: 'Switched off again',
        nextAction: 'Message on WhatsApp first',
        followUpIn: 1,
      },
    ],
  ],
  attempting: [
    [
      {
        call: 'call_later',
        hoursAgo: 24,
        said: 'In a meeting until four',
        nextAction: 'Call at 4.30',
        followUpIn: 0,
      },
      {
        call: 'booked',
        hoursAgo: 2,
        said: 'Saturday 10.30 suits',
        nextAction: 'Remind on Friday evening',
        followUpIn: 3,
      },
    ],
    [
      missed('no_answer', 30),
      {
        call: 'not_interested',
        hoursAgo: 4,
        said: 'Went to a clinic nearer to the office',
        nextAction: null,
        followUpIn: null,
      },
    ],
  ],
  connected: [
    [
      {
        call: 'booked',
        hoursAgo: 3,
        said: 'Coming with mother on Sunday',
        nextAction: 'Confirm in the morning',
        followUpIn: 2,
      },
    ],
    [
      missed('no_answer', 26, 'Husband decides; asked us to ring on Saturday'),
      {
        call: 'no_answer',
        hoursAgo: 2,
        said: '',
        nextAction: 'Try from the other number',
        followUpIn: 1,
      },
    ],
  ],
  appointment_booked: [
    [
      {
        status: 'rescheduled',
        said: 'Exam week; asked for the next weekend',
        nextAction: 'Offer Saturday or Sunday',
        followUpIn: 5,
      },
    ],
    [{ status: 'visited', said: 'Came in, X-ray taken', nextAction: 'Share the treatment plan', followUpIn: 1 }],
  ],
  visited: [
    [
      {
        status: 'treatment_started',
        said: 'Agreed to the plan, first sitting done',
        nextAction: 'Book the second sitting',
        followUpIn: 7,
      },
    ],
    [{ status: 'treatment_started', said: 'Advance paid', nextAction: 'Second sitting on Monday', followUpIn: 4 }],
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
  await callAround(tenant, leads, person);
};

/** How many hours ago some of those who are hard to reach were called, each once more than the one before. */
const rounds = [[4], [27, 3], [51, 26, 2]];

const callAround = async (tenant: Tenant, leads: Collection, person: Person): Promise<void> => {
  const hard = (filter: Filter): Filter => ({ all: [{ field: 'status', op: 'eq', value: 'attempting' }, filter] });
  const called = await leadsOf(tenant, leads, person, hard({ field: 'tries', op: 'gt', value: 0 }), rounds.length);
  const untouched = hard({ field: 'version', op: 'eq', value: 1 });
  const left = rounds.slice(called.length);
  const found = await leadsOf(tenant, leads, person, untouched, left.length);
  for (const [at, lead] of found.entries())
    for (const hoursAgo of left[at] ?? []) await record(tenant, person, lead, missed('no_answer', hoursAgo), null);
};

const leadsOf = async (
  tenant: Tenant,
  definition: Collection,
  person: Person,
  filter: Filter,
  limit: number,
): Promise<readonly AnyRecord[]> => {
  const query = { definition, filter, sort: parseSort('-createdAt', definition), limit };
  return (await readPage(tenant, actorOf(tenant, person), query)).records;
};

const hourMs = 3_600_000;

const take = async (tenant: Tenant, person: Person, lead: AnyRecord, step: Step): Promise<void> => {
  const today = dayOf(new Date(), tenant.info.timeZone);
  const followUpDate = step.followUpIn === null ? null : addDays(today, step.followUpIn);
  const { said, nextAction } = step;
  if (!('call' in step)) {
    const patch = { status: step.status, nextAction, followUpDate, lastContactedAt: new Date().toISOString() };
    return run(tenant, person, 'leads.update', { id: lead.id, patch, reason: said });
  }
  await record(tenant, person, lead, step, followUpDate);
  await run(tenant, person, 'leads.update', { id: lead.id, patch: { nextAction } });
};

const record = (
  tenant: Tenant,
  person: Person,
  lead: AnyRecord,
  { call, hoursAgo, said }: Call,
  followUpDate: string | null,
): Promise<void> =>
  run(tenant, person, 'leads.contact', {
    id: lead.id,
    outcome: call,
    at: new Date(Date.now() - hoursAgo * hourMs).toISOString(),
    ...(said === '' ? {} : { note: said }),
    ...(followUpDate === null ? {} : { followUpDate }),
  });

const run = async (
  tenant: Tenant,
  { id }: Person,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const answer = await enqueue(tenant, { kind: 'user', id }, { mid: v7(), name, args });
  if (!answer.ok) throw new Refusal(answer.error.code, answer.error.message, answer.error.details);
};
