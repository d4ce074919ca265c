import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import { leadStatuses, nextStatuses, treatments, type LeadStatus } from '#shared/modules/leads.ts';
import { canary, type Canaries } from './canaries.ts';
import type { Client } from './client.ts';
import type { Dice } from './dice.ts';
import type { Deed } from './ledger.ts';

/** What the deeds are about, beyond what their doer sees. */
export type Stage = {
  readonly canaries: Canaries;
  readonly clinics: { readonly [slug: string]: readonly string[] };
  /** Leads that someone deleted, by franchise: nobody sees them, an admin may bring them back. */
  readonly deleted: { readonly [slug: string]: Set<string> };
  /** Leads of the other franchise, which are to look as if they were not there. */
  readonly foreign: (slug: string) => readonly string[];
};

type Args = { readonly [name: string]: unknown };
type Choice = { readonly name: string; readonly args: Args; readonly base?: number; readonly changes?: boolean };
type Maker = (doer: Client, lead: AnyRecord, dice: Dice, stage: Stage) => Choice | null;

const clinicOrNone = (doer: Client, dice: Dice, { clinics }: Stage): string | null =>
  dice.chance(0.25) ? null : dice.pick(clinics[doer.person.slug] ?? []);

const details = (dice: Dice, stage: Stage): Args => {
  const fields: Args[] = [
    { nextAction: canary(stage.canaries) },
    { campaignName: canary(stage.canaries) },
    { name: `Ravi ${canary(stage.canaries)}` },
    { nextAction: canary(stage.canaries), treatmentInterest: dice.pick(treatments).value },
    { followUpDate: `2026-12-${dice.between(10, 28)}`, adSetName: canary(stage.canaries) },
    { priority: 'hot', nextAction: canary(stage.canaries) },
    { priorityPinned: false, campaignName: canary(stage.canaries) },
    { age: dice.between(1, 90), campaignName: canary(stage.canaries) },
  ];
  return dice.pick(fields);
};

const update: Maker = (_doer, lead, dice, stage) => ({
  name: 'leads.update',
  args: { id: lead.id, patch: details(dice, stage) },
  ...(dice.chance(0.4) ? { base: lead.version } : {}),
  changes: true,
});

const moveStatus: Maker = (_doer, lead, dice, stage) => {
  const next = nextStatuses[lead['status'] as LeadStatus];
  const status = next.length > 0 && dice.chance(0.9) ? dice.pick(next) : dice.pick(leadStatuses).value;
  return {
    name: 'leads.update',
    args: { id: lead.id, patch: { status, nextAction: canary(stage.canaries) } },
    changes: true,
  };
};

const create: Maker = (doer, _lead, dice, stage) => {
  const about = { name: `New ${canary(stage.canaries)}`, phone: `98430 ${dice.between(10_000, 99_999)}` };
  const clinicId = dice.pick(stage.clinics[doer.person.slug] ?? []);
  // Staff of one clinic need not say which.
  const place = doer.welcome()?.me.role === 'clinic_staff' && dice.chance(0.7) ? {} : { clinicId };
  return {
    name: 'leads.create',
    args: { ...about, ...place, ...(dice.chance(0.5) ? { id: v7() } : {}) },
    changes: true,
  };
};

/** The new clinic and the new text in one: those who lose the lead must not get to read it. */
const move: Maker = (doer, lead, dice, stage) => ({
  name: 'leads.update',
  args: { id: lead.id, patch: { clinicId: clinicOrNone(doer, dice, stage), nextAction: canary(stage.canaries) } },
  changes: true,
});

const assign: Maker = (doer, lead, dice, stage) => ({
  name: 'leads.assign',
  args: { id: lead.id, clinicId: clinicOrNone(doer, dice, stage) },
});

const suppress: Maker = (_doer, lead, dice, stage) => {
  const back = lead['status'] === 'dnc' || lead['status'] === 'dnr';
  const status = back ? 'attempting' : dice.pick(['dnc', 'dnr']);
  const patch = { status, campaignName: canary(stage.canaries) };
  return { name: 'leads.update', args: { id: lead.id, patch, reason: 'as they asked' }, changes: true };
};

const remove: Maker = (doer, lead, dice, stage) => {
  const gone = stage.deleted[doer.person.slug];
  const [id] = dice.chance(0.5) ? [...(gone ?? [])] : [];
  if (id === undefined) {
    gone?.add(lead.id);
    return { name: 'leads.delete', args: { id: lead.id }, changes: true };
  }
  gone?.delete(id);
  return { name: 'leads.restore', args: { id }, changes: true };
};

const describeClinic: Maker = (doer, _lead, dice, stage) => ({
  name: 'clinics.update',
  args: { id: dice.pick(stage.clinics[doer.person.slug] ?? []), patch: { address: canary(stage.canaries) } },
  changes: true,
});

const reachOut: Maker = (doer, _lead, dice, stage) => {
  const foreign = stage.foreign(doer.person.slug);
  if (foreign.length === 0) return null;
  return { name: 'leads.update', args: { id: dice.pick(foreign), patch: { nextAction: canary(stage.canaries) } } };
};

const ofStaff: readonly Maker[] = [
  update,
  update,
  update,
  update,
  moveStatus,
  moveStatus,
  create,
  assign,
  suppress,
  reachOut,
];
const ofAdmins: readonly Maker[] = [
  update,
  update,
  moveStatus,
  create,
  move,
  move,
  assign,
  suppress,
  remove,
  describeClinic,
  reachOut,
];

/** Something that this person might do next, not always allowed; null when there is nothing to do it to. */
export const nextDeed = (doer: Client, dice: Dice, stage: Stage): Deed | null => {
  const leads = [...doer.replica.records()].filter(([key]) => key.startsWith('leads/')).map(([, record]) => record);
  if (leads.length === 0) return null;
  const isAdmin = doer.welcome()?.me.role !== 'clinic_staff';
  const choice = dice.pick(isAdmin ? ofAdmins : ofStaff)(doer, dice.pick(leads), dice, stage);
  return choice && deedOf(doer, choice);
};

/** Changes of a user by an admin: clinics taken and given, a role, the account. */
export const changeOfAccess = (doer: Client, userId: string, patch: Args): Deed =>
  deedOf(doer, { name: 'users.update', args: { id: userId, patch } });

const deedOf = ({ person }: Client, { name, args, base, changes = false }: Choice): Deed => ({
  mutation: { mid: v7(), name, args, ...(base === undefined ? {} : { base }) },
  by: person.name,
  slug: person.slug,
  changes,
  answers: [],
});
