import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root } from '#infra/local/cache-place.ts';
import { floors, roomOf } from './floors.ts';

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const specifiers = /\b(?:from|import)\s*\(?\s*'(#(?:server|client)\/[^']+|\.\/[^']+)'/g;

/** Which rooms of a side import which others. */
const drawn = (side: string): Graph => {
  const graph = new Map<string, Set<string>>();
  for (const file of globSync(`${side}/**/*.{ts,tsx}`, { cwd: root, exclude: ['**/dist*/**'] })) {
    const own = roomOf(file);
    if (!own) continue;
    const reached = graph.get(own.room) ?? new Set();
    graph.set(own.room, reached);
    for (const [, source = ''] of readFileSync(join(root, file), 'utf8').matchAll(specifiers)) {
      const path = source.startsWith('#') ? source.slice(1) : join(dirname(file), source);
      const other = roomOf(path);
      if (other && other.side === side && other.room !== own.room) reached.add(other.room);
    }
  }
  return graph;
};

/** A way that leads back to where it began; null when there is none. */
const circleIn = (graph: Graph): string[] | null => {
  const done = new Set<string>();
  const follow = (room: string, way: readonly string[]): string[] | null => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room];
    if (done.has(room)) return null;
    for (const next of graph.get(room) ?? []) {
      const circle = follow(next, [...way, room]);
      if (circle) return circle;
    }
    done.add(room);
    return null;
  };
  for (const room of graph.keys()) {
    const circle = follow(room, []);
    if (circle) return circle;
  }
  return null;
};

test('a circle is found where there is one', () => {
  const graph = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['c'])],
    ['c', new Set(['b'])],
  ]);
  assert.deepEqual(circleIn(graph), ['b', 'c', 'b']);
});

for (const side of Object.keys(floors)) {
  test(`the rooms of the ${side} import each other in one direction only`, () => {
    const graph = drawn(side);
    assert.ok(graph.size > 5, 'the rooms were found');
    assert.equal(circleIn(graph)?.join(' → '), undefined);
  });
}
