import assert from 'node:assert/strict';
import fc from 'fast-check';
import { v7 } from 'uuid';
import type { Actor } from '#shared/actor.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import { contactOutcomes } from '#shared/modules/contact-attempts.ts';
import { collections } from '#shared/modules/index.ts';

export const named = (name: string): Collection => {
  const definition = collections.find((one) => one.name === name);
  assert.ok(definition, name);
  return definition;
};
export const timeZone = 'Asia/Kolkata';
export const at = new Date('2027-01-10T06:00:00.000Z');
const actorOf = (role: Actor['role'], memberships: Actor['memberships'] = {}): Actor => ({
  id: v7(),
  name: role,
  role,
  memberships,
  modules: collections.map(({ name }) => name),
});
export const info = {
  id: v7(),
  slug: 's',
  name: 'S',
  timeZone,
  accent: '',
  modules: collections.map(({ name }) => name),
  status: 'active',
  createdAt: '',
} as const;

const system = {
  version: 1,
  createdAt: at.toISOString(),
  createdBy: null,
  updatedAt: at.toISOString(),
  updatedBy: null,
  deletedAt: null,
  fieldVersions: {},
};
/** A record that both sides have held from the start. */
const there = (definition: Collection, values: Patch): readonly [Collection, AnyRecord] => [
  definition,
  { ...system, ...fieldsOf(definition, values), id: v7() } as unknown as AnyRecord,
];

export const fieldsOf = (definition: Collection, values: Patch): Patch =>
  Object.fromEntries(Object.keys(definition.fields).map((name) => [name, values[name] ?? null]));

type Step = { readonly name: string; readonly args: Patch };

export type Story = {
  readonly people: readonly Actor[];
  readonly held: readonly (readonly [Collection, AnyRecord])[];
  readonly step: fc.Arbitrary<Step>;
  /** The fields at which only the server finds that what they point at is not there. */
  readonly links: RegExp;
};

const clinics = [
  there(named('clinics'), { name: 'A', slug: 'a', isActive: true }),
  there(named('clinics'), { name: 'B', slug: 'b', isActive: true }),
];
const clinicIds = clinics.map(([, { id }]) => id);
const ids = Array.from({ length: 2 }, () => v7());
const status = fc.constantFrom('new', 'attempting', 'connected', 'lost', 'dnc', 'nonsense');
const reason = fc.constantFrom('as they asked', null);
const some = fc.constantFrom(...ids);
const where = fc.constantFrom(clinicIds[0], clinicIds[0], clinicIds[1], null);
const desk = fc.oneof(
  fc.record({
    name: fc.constant('leads.create'),
    args: fc.record({
      id: some,
      name: fc.constant('Ravi'),
      phone: fc.constant('98430 12345'),
      clinicId: where,
      status,
      reason,
    }),
  }),
  fc.record({
    name: fc.constant('leads.update'),
    args: fc.record({
      id: some,
      patch: fc.record({ status, nextAction: fc.constantFrom('a', 'b', null), clinicId: where }, { requiredKeys: [] }),
      reason,
    }),
  }),
  fc.record({
    name: fc.constant('leads.contact'),
    args: fc.record(
      {
        id: some,
        outcome: fc.constantFrom(...contactOutcomes.map(({ value }) => value), 'nonsense'),
        note: fc.constantFrom('Husband decides', null),
        followUpDate: fc.constantFrom('2027-03-01', null),
      },
      { requiredKeys: ['id', 'outcome'] },
    ),
  }),
  fc.record({ name: fc.constant('leads.assign'), args: fc.record({ id: some, clinicId: where }) }),
  fc.record({ name: fc.constantFrom('leads.delete', 'leads.restore'), args: fc.record({ id: some }) }),
  fc.record({
    name: fc.constant('appointments.book'),
    args: fc.record({
      forLead: some,
      startsAt: fc.constant('2027-03-01T09:00:00.000Z'),
      chair: fc.constantFrom('1', '2'),
    }),
  }),
  fc.record({ name: fc.constant('undo'), args: fc.record({ nth: fc.nat(6) }) }),
);

const teams = [
  there(named('teams'), { name: 'North', isActive: true }),
  there(named('teams'), { name: 'South', isActive: true }),
];
const teamIds = teams.map(([, { id }]) => id);
const staff = [actorOf('manager'), actorOf('user', { teams: [teamIds[0] ?? ''] }), actorOf('viewer')];
const taskId = fc.constantFrom(...Array.from({ length: 2 }, () => v7()));
const stepId = fc.constantFrom(...Array.from({ length: 3 }, () => v7()));
const team = fc.constantFrom(teamIds[0], teamIds[0], teamIds[0], teamIds[1], null);
const title = fc.constantFrom('Book', 'Pack', '');
const checklist = fc.oneof(
  fc.record({
    name: fc.constant('tasks.create'),
    args: fc.record({ id: taskId, title: fc.constant('Fair'), teamId: team }),
  }),
  fc.record({
    name: fc.constant('tasks.update'),
    args: fc.record({ id: taskId, patch: fc.record({ teamId: team, title }, { requiredKeys: [] }) }),
  }),
  fc.record({ name: fc.constantFrom('tasks.delete', 'tasks.restore'), args: fc.record({ id: taskId }) }),
  fc.record({ name: fc.constant('subtasks.create'), args: fc.record({ id: stepId, taskId, title }) }),
  fc.record({ name: fc.constant('subtasks.create'), args: fc.record({ taskId, title }) }),
  fc.record({
    name: fc.constant('subtasks.update'),
    args: fc.record({
      id: stepId,
      patch: fc.record({ title, completed: fc.boolean(), taskId }, { requiredKeys: [] }),
    }),
  }),
  fc.record({ name: fc.constantFrom('subtasks.delete', 'subtasks.restore'), args: fc.record({ id: stepId }) }),
  fc.record({ name: fc.constant('undo'), args: fc.record({ nth: fc.nat(6) }) }),
);

export const atTheDesk: Story = {
  people: [actorOf('admin'), actorOf('clinic_staff', { clinics: [clinicIds[0] ?? ''] })],
  held: clinics,
  step: desk,
  links: /clinicId|forLead/,
};
export const withChildren: Story = { people: staff, held: teams, step: checklist, links: /teamId|taskId/ };
