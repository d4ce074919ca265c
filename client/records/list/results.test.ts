import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRoot, createSignal } from 'solid-js';
import { announce, clearAnnouncements, polite } from '#client/components/announcements.ts';
import { useResultsAnnounced } from './results.ts';

globalThis.requestAnimationFrame = (call) => Number(setTimeout(() => call(0), 1));

test('a search says what it came to once that is known, and nothing while colleagues work', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const [turn, setTurn] = createSignal('');
  const [sort, setSort] = createSignal('Follow-up');
  const [result, setResult] = createSignal<string | null>(null);
  const dispose = createRoot((stop) => {
    useResultsAnnounced({ turn, sort, result });
    return stop;
  });
  const said = (): string => {
    for (let n = 0; n < 3; n++) t.mock.timers.tick(1_000);
    const text = polite();
    clearAnnouncements();
    return text;
  };
  setResult('167 leads.');
  assert.equal(said(), '', 'the page says itself what it is');
  setResult('168 leads.');
  assert.equal(said(), '');
  setResult(null);
  setTurn('kavya');
  assert.equal(said(), '');
  setResult('2 leads.');
  assert.equal(said(), '2 leads.');
  setResult('3 leads.');
  assert.equal(said(), '', 'what comes in is announced elsewhere');
  setSort('Name');
  assert.equal(said(), 'Sorted by name. 3 leads.');
  dispose();
});

test('what never pauses is said all the same', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(performance, 'now', () => at);
  let at = 0;
  let heard = '';
  for (let n = 0; n < 12; n++) {
    announce('Leads: 1 new.');
    at += 300;
    t.mock.timers.tick(300);
    heard ||= polite();
  }
  assert.equal(heard, 'Leads: 1 new.');
  clearAnnouncements();
});
