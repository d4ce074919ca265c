import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect, createSignal } from 'solid-js';
import type { Sort } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { leadStatusHistory } from '#shared/modules/lead-status-history.ts';
import { assignLead, leads } from '#shared/modules/leads.ts';
import { users } from '#shared/modules/users.ts';
import { commandOf } from './commands.ts';
import type { ListQuery } from './types.ts';
import { clinicA, clinicB, newLead, rest, until, world, type Joined, make, many } from '#client/testing/world.ts';

const update = commandOf(leads, 'update');
const byName = leads.sorts.find((sort) => sort.label === 'Name') as Sort;
const named = (filter: Filter = { all: [] }): ListQuery => ({ collection: leads, filter, sort: byName });

const namesOf = (joined: Joined, ids: readonly string[]): string[] =>
  ids.map((id) => joined.live.record(leads, id)?.name ?? '-');

test('rows come, move and go where they belong, as others work', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const [a, b] = ['Anand', 'Bala'].map((name) => make(tenant, ana, name));
  const joined = await join(ben);
  const list = joined.root(() => joined.live.list(() => named({ field: 'status', op: 'eq', value: 'new' })));
  await until(() => list.ready());
  assert.deepEqual(list.ids(), [a, b]);
  assert.equal(list.complete(), true);
  const asked = tenant.count('query', ben);
  const c = make(tenant, ana, 'Azhagan');
  await until(() => list.ids().length === 3);
  assert.deepEqual(list.ids(), [a, c, b]);
  tenant.mutate(ana, 'leads.update', { id: a, patch: { name: 'Zara' } });
  await until(() => list.ids()[2] === a);
  tenant.mutate(ana, 'leads.update', { id: b, patch: { status: 'attempting' } });
  await until(() => list.ids().length === 2);
  tenant.mutate(ana, 'leads.delete', { id: c });
  await until(() => list.ids().length === 1);
  assert.equal(tenant.count('query', ben), asked, 'none of this asks the server again');
});

test('held still: contents change in place, order waits, what is lost leaves an empty slot', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((name) => make(tenant, ana, name)) as [string, string, string, string];
  const joined = await join(ben);
  const list = joined.root(() => joined.live.list(() => named()));
  for (const id of [a, b, c, d]) joined.root(() => createEffect(() => joined.live.record(leads, id)));
  await until(() => list.ids().length === 4);
  list.freeze(true);
  tenant.mutate(ana, 'leads.update', { id: a, patch: { name: 'Zara' } });
  tenant.mutate(ana, 'leads.assign', { id: b, clinicId: clinicB });
  const fresh = [make(tenant, ana, 'AA'), make(tenant, ana, 'BB')];
  await until(() => list.diff().added === 2);
  assert.deepEqual(list.diff(), { added: 2, moved: 1, gone: 1 });
  assert.deepEqual(list.ids(), [a, b, c, d]);
  assert.deepEqual(
    namesOf(joined, list.ids()),
    ['Zara', '-', 'C', 'D'],
    'not one frame of what is not mine, though its slot stays',
  );
  list.applyDiff();
  assert.deepEqual(list.ids(), [fresh[0], fresh[1], c, d, a]);
  assert.deepEqual(list.diff(), { added: 0, moved: 0, gone: 0 });
  tenant.mutate(ana, 'leads.update', { id: c, patch: { name: 'ZZ' } });
  await until(() => list.diff().moved === 1);
  list.freeze(false);
  assert.deepEqual(list.ids(), [fresh[0], fresh[1], d, a, c]);
  assert.deepEqual(list.diff(), { added: 0, moved: 0, gone: 0 });
});

test('a record that is not held and changes into a list is fetched; one that cannot match is not', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const ids = many(tenant, ana, 20);
  const joined = await join(ben);
  const list = joined.root(() =>
    joined.live.list(() =>
      named({
        all: [
          { field: 'status', op: 'eq', value: 'attempting' },
          { field: 'age', op: 'gt', value: 30 },
        ],
      }),
    ),
  );
  await until(() => list.ready());
  tenant.mutate(ana, 'leads.update', { id: ids[0], patch: { nextAction: 'Nothing that the list looks at' } });
  tenant.mutate(ana, 'leads.update', { id: ids[1], patch: { status: 'lost' } });
  tenant.mutate(ana, 'leads.update', { id: ids[2], patch: { age: 12 } });
  await rest(250);
  assert.equal(tenant.count('get', ben), 0);
  for (const id of ids.slice(3, 9))
    tenant.mutate(ana, 'leads.update', { id, patch: { status: 'attempting', age: 44 } });
  await until(() => list.ids().length === 6);
  assert.equal(tenant.count('get', ben), 1, 'six changes, one question');
});

test('another filter: the old rows stay until the new ones are here', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const a = make(tenant, ana, 'Anand');
  const b = make(tenant, ana, 'Bala', { status: 'attempting' });
  const joined = await join(ben);
  const [status, setStatus] = createSignal('new');
  const list = joined.root(() => joined.live.list(() => named({ field: 'status', op: 'eq', value: status() })));
  const seen: string[] = [];
  await until(() => list.ids().length === 1);
  joined.root(() =>
    createEffect(() =>
      seen.push(
        `${list.ready()} ${list
          .ids()
          .map((id) => (id === a ? 'Anand' : id === b ? 'Bala' : '?'))
          .join()}`,
      ),
    ),
  );
  setStatus('attempting');
  assert.equal(list.ready(), false);
  assert.equal(list.loading(), true);
  await until(() => list.ready());
  assert.deepEqual(seen, ['true Anand', 'false Anand', 'true Bala']);
});

test('my own change moves the row at once, and a refusal moves it back', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const [a, b] = ['Anand', 'Bala'].map((name) => make(tenant, ana, name));
  const joined = await join(ben);
  const list = joined.root(() => joined.live.list(() => named({ field: 'status', op: 'eq', value: 'new' })));
  await until(() => list.ids().length === 2);
  tenant.faults.refuse = () => ({ code: 'FORBIDDEN', message: 'No.' });
  const answer = joined.live.mutate(update, { id: a, patch: { status: 'attempting' } });
  const creation = joined.live.mutate(commandOf(leads, 'create'), newLead('Chitra'));
  assert.equal(list.ids().length, 2);
  assert.equal(list.ids()[0], b);
  assert.equal((await answer).ok || (await creation).ok, false);
  assert.deepEqual(list.ids(), [a, b]);
});

test('a list opened while my changes are under way shows them', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const a = make(tenant, ana, 'Anand');
  const joined = await join(ben);
  joined.root(() => createEffect(() => joined.live.record(leads, a)));
  await until(() => Boolean(joined.live.record(leads, a)));
  tenant.faults.silent = (event) => event === 'mutate';
  void joined.live.mutate(update, { id: a, patch: { status: 'attempting' } });
  void joined.live.mutate(commandOf(leads, 'create'), newLead('Bala'));
  const list = joined.root(() => joined.live.list(() => named({ field: 'status', op: 'eq', value: 'new' })));
  await until(() => list.ready());
  assert.deepEqual(namesOf(joined, list.ids()), ['Bala']);
});

test('a query that is not valid is reported, not thrown', async (t) => {
  const { ben, join } = await world(t);
  const joined = await join(ben);
  const list = joined.root(() =>
    joined.live.list(() => ({
      collection: users,
      filter: { field: 'nowhere', op: 'eq', value: 1 } as unknown as Filter,
      sort: users.sorts[0] as Sort,
    })),
  );
  await until(() => list.error() !== null);
  assert.equal(list.error()?.code, 'VALIDATION_ERROR');
  assert.equal(list.loading(), false);
});

test('children leave with their parent and come with it, and what was said stays where it was said', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Parent');
  const history = (n: number) => ({
    id: `00000000-0000-4000-9000-00000000000${n}`,
    version: 1,
    createdAt: '',
    createdBy: null,
    updatedAt: '',
    updatedBy: null,
    deletedAt: null,
    leadId: id,
    clinicId: n === 1 ? clinicA : clinicB,
    fromStatus: null,
    toStatus: 'new',
    changedBy: null,
    changedByName: null,
    changedAt: `2026-11-2${n}T00:00:00.000Z`,
    reason: `Said ${n}`,
  });
  for (const n of [1, 2]) tenant.forge(leadStatusHistory, history(n));
  const joined = await join(ben);
  const list = joined.root(() =>
    joined.live.list(() => ({
      collection: leadStatusHistory,
      filter: { field: 'leadId', op: 'eq', value: id },
      sort: leadStatusHistory.sorts[0] as Sort,
    })),
  );
  // The lead's own first status is the third.
  await until(() => list.ids().length === 3);
  const shown = (n: number) => joined.live.record(leadStatusHistory, history(n).id);
  assert.equal(shown(1)?.toStatus, 'new');
  assert.deepEqual([shown(1)?.reason, shown(2)?.reason], ['Said 1', undefined], 'the other clinic said that one');
  const a = await join(ana);
  await a.live.mutate(assignLead, { id, clinicId: clinicB });
  await until(() => list.ids().length === 0);
  assert.equal(joined.live.record(leadStatusHistory, history(1).id), null);
  await a.live.mutate(assignLead, { id, clinicId: clinicA });
  await until(() => list.ids().length === 3);
});

test('held still: what I add, delete and undo myself is shown at once, and moves nothing of others', async (t) => {
  const { ana, ben, cleo, join, tenant } = await world(t);
  const [a, c] = ['A', 'C'].map((name) => make(tenant, ana, name)) as [string, string];
  const mine = await join(ana);
  const theirs = await join(ben);
  const list = mine.root(() => mine.live.list(() => named()));
  const seen = theirs.root(() => theirs.live.list(() => named()));
  await until(() => list.ids().length === 2 && seen.ids().length === 2);
  list.freeze(true);
  seen.freeze(true);
  const other = make(tenant, cleo, 'AB');
  await until(() => list.diff().added === 1);
  const answer = mine.live.mutate(commandOf(leads, 'create'), newLead('B'));
  assert.deepEqual(namesOf(mine, list.ids()), ['A', 'B', 'C'], 'before it is answered, in its place');
  const made = await answer;
  assert.ok(made.ok && made.record);
  await mine.live.mutate(commandOf(leads, 'delete'), { id: c });
  assert.deepEqual(list.ids(), [a, made.record.id]);
  await mine.live.undo.run();
  await until(() => list.ids().length === 3);
  assert.deepEqual(list.ids(), [a, made.record.id, c]);
  await until(() => list.diff().added === 1);
  assert.equal(list.first(), a);
  await until(() => seen.diff().added === 2);
  assert.deepEqual(seen.ids(), [a, c], 'the colleague’s list stands still');
  tenant.mutate(cleo, 'leads.update', { id: other, patch: { name: '0' } });
  await until(() => list.first() === other);
  assert.deepEqual(list.ids(), [a, made.record.id, c]);
  // One's own change moves no row under the hand; where it is undone or asked for, only that row.
  await mine.live.mutate(update, { id: a, patch: { name: 'Z' } });
  assert.deepEqual(list.ids(), [a, made.record.id, c]);
  list.applyOwn();
  assert.deepEqual(list.ids(), [made.record.id, c, a]);
  list.freeze(false);
  assert.deepEqual(list.ids(), [other, made.record.id, c, a]);
});
