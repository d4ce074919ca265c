import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { Server } from 'socket.io';
import { productCatalog } from '#shared/modules/index.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { createFanOut, groupAudiences, roomsAtOnce, type Audience, type LiveServer } from './fan-out.ts';
import { createScopeNumbers } from './scope-numbers.ts';

const audience = (room: string, ...scopes: string[]): Audience => ({
  room,
  scopes: new Set(scopes),
  form: 1,
  members: 1,
  told: [],
});

const people = [
  audience('ana', 'leads:all', 'notifications:own:ana'),
  audience('bob', 'leads:all', 'notifications:own:bob'),
  audience('ben', 'leads:clinic:g', 'notifications:own:ben'),
  audience('dev', 'leads:clinic:g', 'leads:clinic:r', 'notifications:own:dev'),
];

const grouped = (...touched: string[]): [string[], string[]][] =>
  groupAudiences(people, new Set(touched)).map(({ rooms, scopes }) => [rooms, [...scopes]]);

test('people who differ in what is their own alone get one frame of a lead, and each their own of a notice', () => {
  assert.deepEqual(grouped('leads:clinic:g', 'leads:all'), [
    [['ana', 'bob'], ['leads:all']],
    [['ben', 'dev'], ['leads:clinic:g']],
  ]);
  assert.deepEqual(grouped('notifications:own:bob'), [[['bob'], ['notifications:own:bob']]]);
});

test('those who see more of what changed are apart from those who see a part of it', () => {
  assert.deepEqual(grouped('leads:clinic:g', 'leads:clinic:r', 'notifications:own:dev'), [
    [['ben'], ['leads:clinic:g']],
    [['dev'], ['leads:clinic:g', 'leads:clinic:r', 'notifications:own:dev']],
  ]);
  assert.deepEqual(grouped('companies:all'), []);
});

const row = (seq: number): LogRow => ({
  seq,
  at: '2026-11-28T13:12:16.094Z',
  mid: `01a22248-f3b1-7783-abd8-${String(1e11 + seq)}`,
  command: 'leads.update',
  by: { id: '01a22248-f3b1-7783-abd8-c4ebc1437144', name: 'Priya' },
  reason: null,
  collection: 'leads',
  id: '01a2222f-b26d-7686-bbd8-cca470324ed0',
  version: seq,
  op: 'update',
  before: ['leads:all'],
  after: ['leads:all'],
  prevs: { 'leads:all': seq - 1 },
  patch: { nextAction: 'Call' },
  old: {},
  record: null,
  cause: null,
  group: null,
});

test('many rooms are sent to in parts, each in order and once, and a newcomer comes between two frames', async () => {
  const io: LiveServer = new Server();
  const rooms = Array.from({ length: 2 * roomsAtOnce + 10 }, (_, at) => `room ${at}`);
  const sent = new Map<string, number[]>(rooms.map((room) => [room, []]));
  let parts = 0;
  io.of('/').adapter.broadcast = (packet: { data: [string, number] }, to) => {
    parts += 1;
    for (const room of to.rooms) sent.get(room)?.push(packet.data[1]);
  };
  const audiences = new Map(rooms.map((room) => [room, audience(room, 'leads:all', `notifications:own:${room}`)]));
  for (const one of audiences.values()) Object.assign(one, { form: 3 });
  const fanOut = createFanOut(
    io,
    audiences,
    () => 'e',
    () => productCatalog,
    createScopeNumbers(),
    pino({ level: 'silent' }),
  );
  const reached = (seq: number): number => [...sent.values()].filter((seqs) => seqs.includes(seq)).length;

  fanOut.add(row(1));
  await nextTurn();
  assert.equal(reached(1), roomsAtOnce);
  fanOut.add(row(2));
  fanOut.finish();
  assert.deepEqual([reached(1), reached(2)], [rooms.length, 0]);
  fanOut.flush();
  fanOut.add(row(3));
  while (reached(3) < rooms.length) await nextTurn();
  for (const seqs of sent.values()) assert.deepEqual(seqs, [1, 2, 3]);
  assert.equal(parts, 9);
});
