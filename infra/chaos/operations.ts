import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import { leadStatuses, nextStatuses, treatments, type LeadStatus } from '#shared/modules/leads.ts';
import { canary, type Canaries } from './canaries.ts';
import type { Client } from './client.ts';
import type { Rng } from './rng.ts';
import type { Operation } from './ledger.ts';

/** What the operations are about, beyond what their doer sees. */
export type Stage = {
  readonly canaries: Canaries;
  readonly clinics: { readonly [slug: string]: readonly string[] };
  /** Leads that someone deleted, by franchise: hidden from all, an admin may bring them back. */
  readonly deleted: { readonly [slug: string]: Set<string> };
  /** Leads of the other franchise, which are to look as if they were not there. */
  readonly foreign: (slug: string) => readonly string[];
};

type Args = { readonly [name: string]: unknown };
type Choice = { readonly name: string; readonly args: Args; readonly base?: number; readonly changes?: boolean };
type Maker = (doer: Client, lead: AnyRecord, rng: Rng, stage: Stage) => Choice | null;

const clinicOrNone = (doer: Client, rng: Rng, { clinics }: Stage): string | null =>
  rng.chance(0.25) ? null : rng.pick(clinics[doer.person.slug] ?? []);

const details = (rng: Rng, stage: Stage): Args => {
  const fields: Args[] = [
    { nextAction: canary(stage.canaries) },
    { campaignName: canary(stage.canaries) },
    { name: `Ravi ${canary(stage.canaries)}` },
    { nextAction: canary(stage.canaries), treatmentInterest: rng.pick(treatments).value },
    { followUpDate: `2026-12-${rng.between(10, 28)}`, adSetName: canary(stage.canaries) },
    { priority: 'hot', nextAction: canary(stage.canaries) },
    { priorityPinned: false, campaignName: canary(stage.canaries) },
    { age: rng.between(1, 90), campaignName: canary(stage.canaries) },
  ];
  return rng.pick(fields);
};

const update: Maker = (_doer, lead, rng, stage) => ({
  name: 'leads.update',
  args: { id: lead.id, patch: details(rng, stage) },
  ...(rng.chance(0.4) ? { base: lead.version } : {}),
  changes: true,
});

const moveStatus: Maker = (_doer, lead, rng, stage) => {
  const next = nextStatuses[lead['status'] as LeadStatus];
  const status = next.length > 0 && rng.chance(0.9) ? rng.pick(next) : rng.pick(leadStatuses).value;
  return {
    name: 'leads.update',
    args: { id: lead.id, patch: { status, nextAction: canary(stage.canaries) } },
    changes: true,
  };
};

const create: Maker = (doer, _lead, rng, stage) => {
  const about = { name: `New ${canary(stage.canaries)}`, phone: `98430 ${rng.between(10_000, 99_999)}` };
  const clinicId = rng.pick(stage.clinics[doer.person.slug] ?? []);
  // Staff of one clinic need not say which.
  const place = doer.welcome()?.profile.role === 'clinic_staff' && rng.chance(0.7) ? {} : { clinicId };
  return {
    name: 'leads.create',
    args: { ...about, ...place, ...(rng.chance(0.5) ? { id: v7() } : {}) },
    changes: true,
  };
};

/** The new clinic and the new text in one: those who lose the lead must not get to read it. */
const move: Maker = (doer, lead, rng, stage) => ({
  name: 'leads.update',
  args: { id: lead.id, patch: { clinicId: clinicOrNone(doer, rng, stage), nextAction: canary(stage.canaries) } },
  changes: true,
});

const assign: Maker = (doer, lead, rng, stage) => ({
  name: 'leads.assign',
  args: { id: lead.id, clinicId: clinicOrNone(doer, rng, stage) },
});

const suppress: Maker = (_doer, lead, rng, stage) => {
  const back = lead['status'] === 'dnc' || lead['status'] === 'dnr';
  const status = back ? 'attempting' : rng.pick(['dnc', 'dnr']);
  const patch = { status, campaignName: canary(stage.canaries) };
  return { name: 'leads.update', args: { id: lead.id, patch, reason: 'as they asked' }, changes: true };
};

const remove: Maker = (doer, lead, rng, stage) => {
  const gone = stage.deleted[doer.person.slug];
  const [id] = rng.chance(0.5) ? [...(gone ?? [])] : [];
  if (id === undefined) {
    gone?.add(lead.id);
    return { name: 'leads.delete', args: { id: lead.id }, changes: true };
  }
  gone?.delete(id);
  return { name: 'leads.restore', args: { id }, changes: true };
};

const describeClinic: Maker = (doer, _lead, rng, stage) => ({
  name: 'clinics.update',
  args: { id: rng.pick(stage.clinics[doer.person.slug] ?? []), patch: { address: canary(stage.canaries) } },
  changes: true,
});

const reachOut: Maker = (doer, _lead, rng, stage) => {
  const foreign = stage.foreign(doer.person.slug);
  if (foreign.length === 0) return null;
  return { name: 'leads.update', args: { id: rng.pick(foreign), patch: { nextAction: canary(stage.canaries) } } };
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
export const nextOperation = (doer: Client, rng: Rng, stage: Stage): Operation | null => {
  const leads = [...doer.replica.records()].filter(([key]) => key.startsWith('leads/')).map(([, record]) => record);
  if (leads.length === 0) return null;
  const isAdmin = doer.welcome()?.profile.role !== 'clinic_staff';
  const choice = rng.pick(isAdmin ? ofAdmins : ofStaff)(doer, rng.pick(leads), rng, stage);
  return choice && deedOf(doer, choice);
};

/** Changes of a user by an admin: clinics taken and given, a role, the account. */
export const changeOfAccess = (doer: Client, userId: string, patch: Args): Operation =>
  deedOf(doer, { name: 'users.update', args: { id: userId, patch } });

const deedOf = ({ person }: Client, { name, args, base, changes = false }: Choice): Operation => ({
  mutation: { mid: v7(), name, args, ...(base === undefined ? {} : { base }) },
  by: person.name,
  slug: person.slug,
  changes,
  answers: [],
});
