import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import { customFieldName } from '#shared/custom-field.ts';
import { contactOutcomes } from '#shared/modules/contact-attempts.ts';
import { leadStatuses, nextStatuses, treatments, type LeadStatus } from '#shared/modules/leads.ts';
import { canary, type Canaries } from './canaries.ts';
import type { Client } from './client.ts';
import type { Rng } from './rng.ts';
import type { Operation } from './ledger.ts';
import { withNotes } from './note-operations.ts';
import { withTasks } from './task-operations.ts';

/** What the operations are about, beyond what their doer sees. */
export type Stage = {
  readonly canaries: Canaries;
  readonly clinics: { readonly [slug: string]: readonly string[] };
  readonly teams: { readonly [slug: string]: readonly string[] };
  /** What each person got done, of which they may take back the latest; acts of several are one. */
  readonly done: Map<string, (readonly Operation[])[]>;
  /** Leads that someone deleted, by franchise: hidden from all, an admin may bring them back. */
  readonly deleted: { readonly [slug: string]: Set<string> };
  /** Leads of the other franchise, which are to look as if they were not there. */
  readonly foreign: (slug: string) => readonly string[];
};

type Args = { readonly [name: string]: unknown };
export type Choice = { readonly name: string; readonly args: Args; readonly base?: number; readonly changes?: boolean };
export type Maker = (doer: Client, lead: AnyRecord, rng: Rng, stage: Stage) => Choice | null;

const clinicOrNone = (doer: Client, rng: Rng, { clinics }: Stage): string | null =>
  rng.chance(0.25) ? null : rng.pick(clinics[doer.person.slug] ?? []);

/** The fields that an admin has added to leads, as far as this person has heard. */
const addedFields = (doer: Client): string[] =>
  [...doer.replica.records()]
    .filter(([key, record]) => key.startsWith('customFields/') && record['collection'] === 'leads')
    .map(([, record]) => customFieldName(String(record['name'])));

const details = (doer: Client, rng: Rng, stage: Stage): Args => {
  const fields: Args[] = [
    { nextAction: canary(stage.canaries) },
    { campaignName: canary(stage.canaries) },
    { name: `Ravi ${canary(stage.canaries)}` },
    { nextAction: canary(stage.canaries), treatmentInterest: rng.pick(treatments).value },
    { followUpDate: `2026-12-${rng.between(10, 28)}`, adSetName: canary(stage.canaries) },
    { priority: 'hot', nextAction: canary(stage.canaries) },
    { priorityPinned: false, campaignName: canary(stage.canaries) },
    { age: rng.between(1, 90), campaignName: canary(stage.canaries) },
    ...addedFields(doer).map((name) => ({ [name]: canary(stage.canaries) })),
  ];
  return rng.pick(fields);
};

const update: Maker = (doer, lead, rng, stage) => ({
  name: 'leads.update',
  args: { id: lead.id, patch: details(doer, rng, stage) },
  ...(rng.chance(0.4) ? { base: lead.version } : {}),
  changes: true,
});

const moveStatus: Maker = (_doer, lead, rng, stage) => {
  const next = nextStatuses[lead['status'] as LeadStatus];
  const status = next.length > 0 && rng.chance(0.9) ? rng.pick(next) : rng.pick(leadStatuses).value;
  return {
    name: 'leads.update',
    // The reason stays with the clinic of the time.
    args: { id: lead.id, patch: { status, nextAction: canary(stage.canaries) }, reason: canary(stage.canaries) },
    changes: true,
  };
};

/** A call and how it went: the lead, its history and the attempt in one. What was said stays with the clinic of the time. */
const contact: Maker = (_doer, lead, rng, stage) => ({
  name: 'leads.contact',
  args: {
    id: lead.id,
    outcome: rng.pick(contactOutcomes).value,
    note: canary(stage.canaries),
    ...(rng.chance(0.5) ? { followUpDate: `2026-12-${rng.between(10, 28)}` } : {}),
  },
  changes: true,
});

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
  contact,
  contact,
  create,
  assign,
  suppress,
  reachOut,
];
const ofAdmins: readonly Maker[] = [
  update,
  update,
  moveStatus,
  contact,
  create,
  move,
  move,
  assign,
  suppress,
  remove,
  describeClinic,
  reachOut,
];

/** What one does the next thing to: a lead, or a task. */
const heldBy = (doer: Client): AnyRecord[] => {
  const collection = isAtTheDesk(doer) ? 'leads' : 'tasks';
  return [...doer.replica.records()].flatMap(([key, record]) => (key.startsWith(`${collection}/`) ? [record] : []));
};

const isAtTheDesk = (doer: Client): boolean => doer.welcome()?.profile.tenant.modules.includes('leads') ?? false;

const makersFor = (doer: Client): readonly Maker[] => {
  if (!isAtTheDesk(doer)) return [...withTasks, ...withNotes];
  return [...(doer.welcome()?.profile.role === 'clinic_staff' ? ofStaff : ofAdmins), ...withNotes];
};

/** Something that this person might do next, not always allowed; null when there is nothing to do it to. */
export const nextOperation = (doer: Client, rng: Rng, stage: Stage): Operation | null => {
  const held = heldBy(doer);
  if (held.length === 0) return null;
  const choice = rng.pick(makersFor(doer))(doer, rng.pick(held), rng, stage);
  return choice && operationOf(doer, choice);
};

/** The same text in many records at once, as one act: some of them may not be theirs to change. */
export const nextAct = (doer: Client, rng: Rng, stage: Stage): Operation[] => {
  const held = heldBy(doer);
  if (held.length === 0) return [];
  const [name, field] = isAtTheDesk(doer) ? ['leads.update', 'nextAction'] : ['tasks.update', 'description'];
  const ids = new Set(Array.from({ length: rng.between(2, 25) }, () => rng.pick(held).id));
  const group = v7();
  return [...ids].map((id) =>
    operationOf(doer, { name, args: { id, patch: { [field]: canary(stage.canaries) } }, changes: true }, group),
  );
};

/** Takes back something that this person did lately, by its number; of an act, each part, the last one first. */
export const nextUndo = (doer: Client, rng: Rng, { done }: Stage): Operation[] => {
  const acts = (done.get(doer.person.name) ?? []).slice(-8);
  if (acts.length === 0) return [];
  const act = rng.pick(acts);
  const group = act.length > 1 ? v7() : undefined;
  return act
    .toReversed()
    .map(({ mutation, on }) => ({ ...operationOf(doer, { name: 'undo', args: { of: mutation.mid } }, group), on }));
};

/** Changes of a user by an admin: clinics and teams taken and given, a role, the account. */
export const changeOfAccess = (doer: Client, userId: string, patch: Args): Operation =>
  operationOf(doer, { name: 'users.update', args: { id: userId, patch } });

/** A field that an admin adds to leads. */
export const newField = (doer: Client, label: string): Operation =>
  operationOf(doer, { name: 'customFields.create', args: { collection: 'leads', label, kind: 'text' }, changes: true });

/** A change of such a field: it goes out of use, or comes back with its values. */
export const changeOfField = (doer: Client, id: string, patch: Args): Operation =>
  operationOf(doer, { name: 'customFields.update', args: { id, patch }, changes: true });

export const operationOf = ({ person }: Client, choice: Choice, group?: string): Operation => {
  const { name, args, base, changes = false } = choice;
  const more = { ...(base === undefined ? {} : { base }), ...(group === undefined ? {} : { group }) };
  return {
    mutation: { mid: v7(), name, args, ...more },
    on: name.split('.')[0] ?? '',
    by: person.name,
    slug: person.slug,
    changes,
    answers: [],
  };
};
