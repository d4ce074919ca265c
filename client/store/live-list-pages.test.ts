import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect } from 'solid-js';
import type { Sort } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { leads } from '#shared/modules/leads.ts';
import { commandOf } from './commands.ts';
import type { ListQuery } from './types.ts';
import type { Tenant } from '#client/testing/fake-tenant.ts';
import { clinicB, newLead, rest, until, world, make, many } from '#client/testing/world.ts';

const byName = leads.sorts.find((sort) => sort.label === 'Name') as Sort;
const named = (filter: Filter = { all: [] }): ListQuery => ({ collection: leads, filter, sort: byName });

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
  list.freeze(true);
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

test('a collection that the tenant changes takes no one out of their place in a list', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  many(tenant, ana, 150);
  const joined = await join(ben);
  const list = joined.root(() => joined.live.list(() => named()));
  await until(() => list.ids().length === 100);
  list.loadMore();
  await until(() => list.ids().length === 150);
  list.freeze(true);
  const before = list.ids();
  make(tenant, ana, 'Added while it stands still');
  await until(() => list.diff().added === 1);
  const seen: boolean[] = [];
  joined.root(() => createEffect(() => seen.push(list.ready())));
  const asked = tenant.count('query', ben);
  const added = tenant.mutate(ana, 'customFields.create', { collection: 'leads', label: 'Plan', kind: 'text' });
  assert.ok(added.ok, JSON.stringify(added));
  await until(() => tenant.count('query', ben) === asked + 2 && !list.loading());
  assert.deepEqual(list.ids(), before);
  assert.deepEqual(seen, [true]);
  list.applyDiff();
  assert.equal(list.ids().length, 151);
});

test('a list whose order changed between two pages begins again by itself, with every record once', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  many(tenant, ana, 230);
  const joined = await join(ben);
  const list = joined.root(() => joined.live.list(() => named()));
  await until(() => list.ready());
  tenant.faults.orderChanged = true;
  list.loadMore();
  await until(() => tenant.count('query', ben) === 3 && !list.loading());
  assert.equal(list.error(), null);
  list.loadMore();
  await until(() => list.ids().length === 200);
  list.loadMore();
  await until(() => list.complete());
  assert.equal(new Set(list.ids()).size, 230);
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

test('what an answer brought while a page was under way is not missed in it', async (t) => {
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

test('memory stays flat: what is not on a screen is dropped, and fetched again when it is', async (t) => {
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
  await until(() => tenant.count('get', ben) > gets);
  assert.equal(tenant.count('get', ben) - gets, 1, 'all that were read at once come with one question');
  await until(() => ids.slice(0, 20).every((id) => joined.live.record(leads, id) !== undefined));
  // A row whose record is not held still leaves when it must.
  const gone = ids[120] ?? '';
  tenant.mutate(ana, 'leads.assign', { id: gone, clinicId: clinicB });
  await until(() => !list.ids().includes(gone));
});
