import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, Role } from '#shared/actor.ts';
import type { AnyRecord, Patch } from '#shared/collection.ts';
import { Refusal } from '#shared/refusal.ts';
import { can, scopesOf } from '#shared/can.ts';
import { derivedCommands, runCommand, runnable, undoOf } from '#shared/run-command.ts';
import { runOnRecord } from '#shared/run-on-record.ts';
import { priorityOfStatus } from './lead-priority.ts';
import { assignLead, followUpState, leads, leadStatuses, nextStatuses } from './leads.ts';
import type { Collection } from '#shared/collection.ts';
import { productCatalog } from './index.ts';
import { undone } from '#shared/command.ts';

const definition = leads as unknown as Collection;
const [ganapathy, rsPuram] = ['01a1fd86-94e1-72b8-b9df-000000000001', '01a1fd86-94e1-72b8-b9df-000000000002'];
const person = (role: Role, clinicIds: string[] = []): Actor => ({
  id: `id-${role}`,
  name: role,
  role,
  memberships: { clinics: clinicIds },
  modules: ['leads'],
});
const admin = person('admin');
const staff = person('clinic_staff', [ganapathy]);
const moment = { now: '2026-11-21T06:00:00.000Z', today: '2026-11-21', timeZone: 'Asia/Kolkata', me: '' };
const [create, update, remove, restore] = derivedCommands(definition);
const noRules = { effects: [], linksTo: () => [] };
const newId = '01a1fd86-94e1-72b8-b9df-0000000000aa';

const run = (command: typeof create, args: Patch, record: AnyRecord | null, actor: Actor) => {
  assert.ok(command);
  return runOnRecord(command, { args, record, actor, moment, catalog: productCatalog, newId });
};
const lead = (values: Patch = {}, actor = admin): AnyRecord =>
  run(create, { name: 'Ravi', phone: '98430 12345', clinicId: ganapathy, ...values }, null, actor).next;
const code = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return error.code;
  }
  return 'allowed';
};

test('a lead keeps the phone as it was typed beside its E.164 form', () => {
  const { phone, phoneRaw } = lead() as AnyRecord & { phone: string; phoneRaw: string };
  assert.deepEqual([phone, phoneRaw], ['+919843012345', '98430 12345']);
});

test('priority follows the status until someone pins it, and again when it is unpinned', () => {
  for (const { value } of leadStatuses) {
    if (value === 'new') continue;
    const { next } = run(update, { id: newId, patch: { status: value }, reason: 'test' }, lead(), admin);
    assert.equal(next['priority'], priorityOfStatus[value]);
  }
  const pinned = run(update, { id: newId, patch: { priority: 'hot' } }, lead(), admin).next;
  assert.deepEqual([pinned['priority'], pinned['priorityPinned']], ['hot', true]);
  const moved = run(update, { id: newId, patch: { status: 'connected' } }, pinned, admin).next;
  assert.equal(moved['priority'], 'hot', 'a pin holds');
  assert.equal(run(update, { id: newId, patch: { priorityPinned: false } }, moved, admin).next['priority'], 'warm');
  const dnc = run(update, { id: newId, patch: { status: 'dnc' }, reason: 'Asked us' }, pinned, admin).next;
  assert.deepEqual([dnc['priority'], dnc['priorityPinned']], ['dnc', false], 'no one is called by mistake');
  const due = lead({ followUpDate: '2026-11-01' });
  const over = run(update, { id: newId, patch: { status: 'dnc' }, reason: 'Asked us' }, due, admin).next;
  assert.equal(over['followUpDate'], null, 'nor is a call to them due');
});

test('staff go the legal ways, admins may correct with a reason, DNC and DNR are for admins', () => {
  for (const { value: from } of leadStatuses) {
    for (const { value: to } of leadStatuses) {
      if (from === to) continue;
      const record = { ...lead(), status: from };
      const legal = nextStatuses[from].includes(to);
      const suppressing = to === 'dnc' || to === 'dnr';
      const attempt = (actor: Actor, reason?: string) =>
        code(() => run(update, { id: newId, patch: { status: to }, ...(reason ? { reason } : {}) }, record, actor));
      const hidden = from === 'dnc' || from === 'dnr';
      assert.equal(
        attempt(staff),
        hidden ? 'NOT_FOUND' : suppressing ? 'FORBIDDEN' : legal ? 'allowed' : 'ILLEGAL_TRANSITION',
        `${from} to ${to}`,
      );
      assert.equal(attempt(admin), legal ? 'allowed' : 'REASON_REQUIRED', `${from} to ${to}`);
      assert.equal(attempt(admin, 'typed wrong'), 'allowed');
    }
  }
});

test('a slip of the finger is undone without an admin, for a while', () => {
  const lost = { ...lead(), status: 'lost' };
  const undo = (at: string, from: string, actor = staff) => {
    const rows = [
      { collection: definition, id: newId, op: 'update', old: { status: from }, made: { status: 'lost' }, since: [] },
    ] as const;
    const command = undoOf({ collection: definition, action: 'update' });
    const find = () => lost;
    return code(() =>
      runCommand(command, {
        args: { of: newId },
        actor,
        moment,
        mid: newId,
        find,
        catalog: productCatalog,
        rules: noRules,
        undoing: { at, rows },
      }),
    );
  };
  assert.equal(undo('2026-11-21T05:50:00.000Z', 'new'), 'allowed');
  assert.equal(undo('2026-11-21T05:40:00.000Z', 'new'), 'ILLEGAL_TRANSITION', 'too late');
  assert.equal(undo('2026-11-21T05:40:00.000Z', 'new', admin), 'allowed', 'an admin corrects, and the reason is there');
  assert.equal(undo('2026-11-21T05:50:00.000Z', 'dnc'), 'FORBIDDEN', 'a step that was not taken before');
  assert.equal(
    code(() => run(update, { id: newId, patch: { status: 'new' }, reason: undone }, lost, staff)),
    'ILLEGAL_TRANSITION',
    'a reason alone is no undo',
  );
});

test('a lead is in one audience beside the admins: its clinic, the queue, or the suppressed', () => {
  assert.deepEqual(scopesOf(definition, lead()), ['leads:all', `leads:clinic:${ganapathy}`]);
  assert.deepEqual(scopesOf(definition, lead({ clinicId: null })), ['leads:all', 'leads:tbd']);
  assert.deepEqual(scopesOf(definition, lead({ status: 'dnr', reason: 'Asked us' })), [
    'leads:all',
    'leads:suppressed',
  ]);
  assert.deepEqual(scopesOf(definition, { ...lead(), deletedAt: moment.now }), []);
});

test('staff create at their own clinic without saying so, and nowhere else', () => {
  assert.equal(run(create, { name: 'Devi', phone: '98430 12345' }, null, staff).next['clinicId'], ganapathy);
  assert.equal(
    code(() => lead({ clinicId: rsPuram }, staff)),
    'FORBIDDEN',
  );
  assert.equal(
    code(() => lead({ status: 'dnc' }, staff)),
    'FORBIDDEN',
  );
});

test('what is not yours and what is not there look the same', () => {
  const elsewhere = lead({ clinicId: rsPuram });
  const refusal = (record: AnyRecord | null): unknown => {
    try {
      run(update, { id: newId, patch: { name: 'X' } }, record, staff);
    } catch (error) {
      return (error as Refusal).toJSON();
    }
    return null;
  };
  assert.deepEqual(refusal(elsewhere), refusal(null));
});

test('assigning, deleting and restoring are for admins; a deleted lead is seen by no one', () => {
  const assign = runnable(assignLead);
  assert.equal(run(assign, { id: newId, clinicId: rsPuram }, lead(), admin).next['clinicId'], rsPuram);
  for (const command of [assign, remove, restore])
    assert.equal(
      code(() => run(command, { id: newId }, lead(), staff)),
      'FORBIDDEN',
    );
  assert.equal(
    code(() => run(update, { id: newId, patch: { clinicId: rsPuram } }, lead(), staff)),
    'FORBIDDEN',
  );
  const gone = run(remove, { id: newId }, lead(), admin).next;
  assert.equal(
    code(() => run(update, { id: newId, patch: { name: 'X' } }, gone, admin)),
    'NOT_FOUND',
  );
  assert.equal(run(restore, { id: newId }, gone, admin).next.deletedAt, null);
  assert.ok(!can(staff, 'export', definition) && can(admin, 'export', definition));
});

test('a follow-up is overdue, due today, upcoming or unscheduled by the tenant’s calendar', () => {
  assert.deepEqual(
    ['2026-11-20', '2026-11-21', '2026-11-22', null].map((day) => followUpState(day, moment.today)),
    ['overdue', 'today', 'upcoming', 'unscheduled'],
  );
});

test('unknown and system fields are refused by name', () => {
  assert.equal(
    code(() => lead({ nope: 1 })),
    'VALIDATION_ERROR',
  );
  for (const name of ['version', 'createdAt', 'phoneRaw', 'deletedAt', 'id2', '__proto__']) {
    assert.equal(
      code(() => run(update, { id: newId, patch: JSON.parse(`{"${name}": 1}`) as Patch }, lead(), admin)),
      'VALIDATION_ERROR',
      name,
    );
  }
});
