import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect } from 'solid-js';
import { can } from '#shared/can.ts';
import type { Change } from '#shared/protocol.ts';
import type { AnyRecord, Sort } from '#shared/collection.ts';
import { compileFilter, type Filter } from '#shared/filter.ts';
import { assignLead, leads } from '#shared/modules/leads.ts';
import { compareKeys, orderKeyOf } from '#shared/sort.ts';
import { commandOf } from '#client/store/commands.ts';
import { timeZone } from '#client/testing/fake-database.ts';
import type { Tenant } from '#client/testing/fake-tenant.ts';
import { clinicA, clinicB, newLead, rest, until, world, type Joined } from '#client/testing/world.ts';

/** Numbers that look random and are the same each time. */
const dice = (seed: number) => {
  let state = seed;
  const next = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
  return {
    next,
    below: (n: number): number => Math.floor(next() * n),
    pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T,
  };
};

const sorted = (label: string): Sort => leads.sorts.find((sort) => sort.label === label) as Sort;
const byFollowUp = sorted('Follow-up');
const byPriority = sorted('Priority');
const newest = sorted('Newest');
const byName = sorted('Name');
const queries: { filter: Filter; sort: Sort }[] = [
  { filter: { all: [] }, sort: byName },
  { filter: { field: 'status', op: 'in', value: ['new', 'attempting'] }, sort: byFollowUp },
  {
    filter: {
      all: [
        { field: 'clinicId', op: 'eq', value: clinicA },
        { field: 'followUpDate', op: 'notEmpty' },
      ],
    },
    sort: byPriority,
  },
  { filter: { search: 'lead 1' }, sort: newest },
];

/** Drops, doubles, holds back and swaps what is on its way. */
const misbehave = (roll: ReturnType<typeof dice>) => {
  let late: Change[] = [];
  return (changes: Change[], emit: (changes: Change[]) => void): void => {
    const fate = roll.below(10);
    if (fate === 0) return;
    if (fate === 1) {
      late.push(...changes);
      return;
    }
    emit(changes);
    if (fate === 2) emit(changes);
    if (late.length > 0 && roll.below(2) === 0) {
      emit(late);
      late = [];
    }
  };
};

const act = async (joined: Joined, roll: ReturnType<typeof dice>, ids: string[]): Promise<void> => {
  const { live } = joined;
  const id = roll.pick(ids);
  const what = roll.below(8);
  if (what === 0) {
    const answer = await live.mutate(commandOf(leads, 'create'), newLead(`Lead ${roll.below(140)}`));
    if (answer.ok && answer.record) ids.push(answer.record.id);
  } else if (what === 1) await live.mutate(assignLead, { id, clinicId: roll.pick([clinicA, clinicB, null]) });
  else if (what === 2)
    await live.mutate(commandOf(leads, 'update'), { id, patch: { followUpDate: `2026-12-${10 + roll.below(15)}` } });
  else if (what === 3)
    await live.mutate(commandOf(leads, 'update'), {
      id,
      patch: { status: roll.pick(['attempting', 'connected', 'lost', 'dnc']) },
      reason: 'as they asked',
    });
  else if (what === 4)
    await live.mutate(commandOf(leads, 'update'), { id, patch: { name: `Lead ${roll.below(140)}` } });
  else if (what === 5) await live.mutate(commandOf(leads, 'delete'), { id });
  else if (what === 6) await live.undo.run();
  else
    await live.mutate(
      commandOf(leads, 'update'),
      { id, patch: { priority: roll.pick(['hot', 'warm']) } },
      { base: null },
    );
};

const expected = (tenant: Tenant, joined: Joined, filter: Filter, sort: Sort): AnyRecord[] => {
  const test_ = compileFilter(filter, leads, { now: '', today: '2026-11-21', timeZone, me: joined.who.id });
  const order = (record: AnyRecord) => orderKeyOf(record, sort, leads);
  return [...tenant.all(leads)]
    .filter((record) => record.deletedAt === null && can(joined.who, 'view', leads, record) && test_(record))
    .sort((a, b) => compareKeys(order(a), order(b), sort));
};

for (const seed of [1, 2]) {
  test(`three people, a bad network, and in the end everyone sees the truth (seed ${seed})`, async (t) => {
    const { ana, ben, cleo, join, tenant } = await world(t);
    const roll = dice(seed);
    const ids = Array.from({ length: 330 }, (_, n) => {
      const answer = tenant.mutate(
        ana,
        'leads.create',
        newLead(`Lead ${n % 140}`, { clinicId: [clinicA, clinicB, null][n % 3] }),
      );
      assert.ok(answer.ok && answer.record);
      return answer.record.id;
    });
    const joined = await Promise.all([ana, ben, cleo].map((who) => join(who, { mostHeld: who === ana ? 3_000 : 40 })));
    const lists = joined.map((one) =>
      one.root(() => queries.map(({ filter, sort }) => one.live.list(() => ({ collection: leads, filter, sort })))),
    );
    await until(() => lists.flat().every((list) => list.ready()));
    // Some records are looked at, in the list or not.
    for (const one of joined)
      for (const id of ids.slice(0, 10)) one.root(() => createEffect(() => one.live.record(leads, id)));
    for (const one of joined)
      for (const id of ids.slice(0, 10)) await until(() => one.live.record(leads, id) !== undefined);

    const faulty = (): void => {
      for (const who of [ana, ben, cleo]) tenant.intercept(who, misbehave(roll));
    };
    faulty();
    // Answers are slow, so that changes overtake them.
    tenant.faults.beforeAnswer = () => (roll.below(2) === 0 ? rest(roll.below(30)) : undefined);
    const acts: Promise<void>[] = [];
    for (let round = 0; round < 40; round++) {
      // Some wait for what they did, some type on.
      const now = joined.map((one) => act(one, roll, ids));
      acts.push(...now);
      await (roll.below(3) === 0 ? rest(roll.below(10)) : Promise.race([Promise.all(now), rest(1_500)]));
      if (round % 10 === 4) tenant.cut(roll.pick([ana, ben, cleo]));
      if (round % 10 === 7) {
        lists.flat().forEach((list) => roll.below(4) === 0 && list.loadMore());
        faulty();
      }
      if (round === 15) tenant.grant(ben, { memberships: { clinics: [clinicB] } });
      if (round === 30) tenant.grant(ben, { memberships: { clinics: [clinicA] } });
      tenant.faults.tooFar = round > 20 && round < 24;
      if (round === 22) tenant.cut(ana);
    }
    await Promise.all(acts);
    tenant.faults.beforeAnswer = null;
    // The network is well again; one more change in each audience is what reveals a gap.
    for (const who of [ana, ben, cleo]) tenant.intercept(who, null);
    await until(() => joined.every((one) => one.live.state() === 'live' && one.live.unsent() === 0), 15_000);
    for (const clinicId of [clinicA, clinicB, null]) tenant.mutate(ana, 'leads.create', newLead('Last', { clinicId }));
    const dnc = tenant.mutate(ana, 'leads.create', newLead('Last of all', { status: 'dnc', reason: 'as they asked' }));
    assert.ok(dnc.ok);

    for (const [n, one] of joined.entries()) {
      for (const [q, list] of (lists[n] ?? []).entries()) {
        const { filter, sort } = queries[q] ?? { filter: { all: [] }, sort: byName };
        const right = (): AnyRecord[] => expected(tenant, one, filter, sort);
        const same = (): boolean => {
          const truth = right().map((record) => record.id);
          return (
            JSON.stringify(list.ids()) === JSON.stringify(list.complete() ? truth : truth.slice(0, list.ids().length))
          );
        };
        await until(same, 6_000).catch(() => {
          const names = (some: readonly string[]) =>
            some.map(
              (id) =>
                `${id.slice(-4)} ${String(tenant.record(leads, id)?.['name'])} v${tenant.record(leads, id)?.version}`,
            );
          assert.deepEqual(names(list.ids()), names(right().map((record) => record.id)), `${one.who.name}, query ${q}`);
        });
      }
      for (const id of ids) one.root(() => createEffect(() => one.live.record(leads, id)));
      await until(() => ids.every((id) => one.live.record(leads, id) !== undefined));
      for (const id of ids) {
        const truth = tenant.record(leads, id);
        const mine = truth && truth.deletedAt === null && can(one.who, 'view', leads, truth) ? truth : null;
        if (one.live.record(leads, id)?.version !== mine?.version) await rest(200);
        assert.deepEqual(one.live.record(leads, id), mine, `${one.who.name} sees ${id} as it is`);
      }
    }
  });
}
