import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect, createSignal } from 'solid-js';
import type { Actor } from '#shared/actor.ts';
import type { Sort } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { leadStatusHistory } from '#shared/modules/lead-status-history.ts';
import { assignLead, leads } from '#shared/modules/leads.ts';
import { users } from '#shared/modules/users.ts';
import { commandOf } from './commands.ts';
import type { ListQuery } from './types.ts';
import { clinicA, clinicB, newLead, rest, until, world, type Joined, type Tenant } from './world.test.ts';

const update = commandOf(leads, 'update');
const byName = leads.sorts.find((sort) => sort.label === 'Name') as Sort;
const named = (filter: Filter = { all: [] }): ListQuery => ({ collection: leads, filter, sort: byName });

const make = (tenant: Tenant, who: Actor, name: string, more: Record<string, unknown> = {}): string => {
  const answer = tenant.mutate(who, 'leads.create', newLead(name, more));
  assert.ok(answer.ok && answer.record, JSON.stringify(answer));
  return answer.record.id;
};

const many = (tenant: Tenant, who: Actor, count: number): string[] =>
  Array.from({ length: count }, (_, n) => make(tenant, who, `Lead ${String(n).padStart(4, '0')}`));

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
  list.hold(true);
  tenant.mutate(ana, 'leads.update', { id: a, patch: { name: 'Zara' } });
  tenant.mutate(ana, 'leads.assign', { id: b, clinicId: clinicB });
  const fresh = [make(tenant, ana, 'AA'), make(tenant, ana, 'BB')];
  await until(() => list.waiting().added === 2);
  assert.deepEqual(list.waiting(), { added: 2, moved: 1, gone: 1 });
  assert.deepEqual(list.ids(), [a, b, c, d]);
  assert.deepEqual(
    namesOf(joined, list.ids()),
    ['Zara', '-', 'C', 'D'],
    'not one frame of what is not mine, though its slot stays',
  );
  list.applyWaiting();
  assert.deepEqual(list.ids(), [fresh[0], fresh[1], c, d, a]);
  assert.deepEqual(list.waiting(), { added: 0, moved: 0, gone: 0 });
  tenant.mutate(ana, 'leads.update', { id: c, patch: { name: 'ZZ' } });
  await until(() => list.waiting().moved === 1);
  list.hold(false);
  assert.deepEqual(list.ids(), [fresh[0], fresh[1], d, a, c]);
  assert.deepEqual(list.waiting(), { added: 0, moved: 0, gone: 0 });
});

test('pages: the next hundred on demand, also while held; beyond the loaded part nothing is placed', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  many(tenant, ana, 230);
  const joined = await join(ben);
  const list = joined.root(() => joined.live.list(() => named()));
  await until(() => list.ready());
  assert.equal(list.ids().length, 100);
  assert.equal(list.complete(), false);
  const beyond = make(tenant, ana, 'Lead 0150 and a half');
  const within = make(tenant, ana, 'Lead 0050 and a half');
  await until(() => list.ids().includes(within));
  assert.equal(list.ids().includes(beyond), false);
  list.hold(true);
  list.loadMore();
  list.loadMore();
  await until(() => list.ids().length > 101);
  assert.equal(list.ids().length, 201);
  assert.equal(list.ids()[152], beyond);
  list.loadMore();
  await until(() => list.complete());
  assert.equal(list.ids().length, 232);
  assert.equal(tenant.count('query', ben), 3);
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

/** A page of Ben's is read by the server, and answered only when the result is called. */
const slowPage = (tenant: Tenant): (() => void) => {
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  tenant.faults.beforeAnswer = (event) => (event === 'query' ? answered : undefined);
  return () => {
    tenant.faults.beforeAnswer = null;
    answer();
  };
};

test('what an answer told while a page was under way is not missed in it', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  many(tenant, ana, 150);
  const joined = await join(ben);
  const held: (() => void)[] = [];
  tenant.intercept(ben, (changes, emit) => held.push(() => emit(changes)));
  const mine = async (name: string): Promise<string> => {
    const answer = await joined.live.mutate(commandOf(leads, 'create'), newLead(name));
    assert.ok(answer.ok && answer.record);
    return answer.record.id;
  };

  const answerFirst = slowPage(tenant);
  const list = joined.root(() => joined.live.list(() => named()));
  await until(() => tenant.count('query', ben) === 1);
  const early = await mine('Lead 0010 and mine');
  answerFirst();
  await until(() => list.ready());

  const answerSecond = slowPage(tenant);
  list.loadMore();
  await until(() => tenant.count('query', ben) === 2);
  const late = await mine('Lead 0120 and mine');
  answerSecond();
  await until(() => list.complete());

  tenant.intercept(ben, null);
  for (const arrive of held) arrive();
  await until(() => list.ids().includes(early) && list.ids().includes(late)).catch(() => undefined);
  assert.deepEqual(
    [early, late].map((id) => list.ids().indexOf(id)),
    [11, 122],
  );
});

test('a question that cannot be asked is told, not thrown', async (t) => {
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

test('children leave with their parent, which nobody announces for them', async (t) => {
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
    fromStatus: null,
    toStatus: 'new',
    changedBy: null,
    changedByName: null,
    changedAt: `2026-11-2${n}T00:00:00.000Z`,
    reason: null,
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
  await until(() => list.ids().length === 2);
  assert.equal(joined.live.record(leadStatusHistory, history(1).id)?.toStatus, 'new');
  const a = await join(ana);
  await a.live.mutate(assignLead, { id, clinicId: clinicB });
  await until(() => list.ids().length === 0);
  assert.equal(joined.live.record(leadStatusHistory, history(1).id), null);
  await a.live.mutate(assignLead, { id, clinicId: clinicA });
  await until(() => list.ids().length === 2);
});

test('memory stays flat: what nobody looks at is dropped, and fetched again when somebody does', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const ids = many(tenant, ana, 250);
  const joined = await join(ben, { mostHeld: 50 });
  const list = joined.root(() => joined.live.list(() => named()));
  await until(() => list.ready());
  list.loadMore();
  await until(() => list.ids().length === 200);
  const watched = ids[199] ?? '';
  joined.root(() => createEffect(() => joined.live.record(leads, watched)));
  const creating = joined.live.mutate(commandOf(leads, 'create'), newLead('Lead 0000 and mine'));
  await creating;
  await rest(20);
  const gets = tenant.count('get', ben);
  const held = ids.slice(0, 200).filter((id) => joined.live.record(leads, id) !== undefined);
  assert.ok(held.length <= 56, `${held.length} are held`);
  assert.ok(held.includes(watched));
  await until(() => ids.slice(0, 20).every((id) => joined.live.record(leads, id) !== undefined));
  assert.equal(tenant.count('get', ben) - gets, 1, 'all that were read at once come with one question');
  // A row whose record is not held still leaves when it must.
  const gone = ids[120] ?? '';
  tenant.mutate(ana, 'leads.assign', { id: gone, clinicId: clinicB });
  await until(() => !list.ids().includes(gone));
});
