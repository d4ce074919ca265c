import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  accentOnPaper,
  accentShades,
  contrastOf,
  leastContrast,
  themeColors,
  usualAccent,
  whyShaded,
} from './accent.ts';

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('black on white is 21:1, and a colour on itself 1:1', () => {
  assert.equal(contrastOf('#000000', '#ffffff').toFixed(2), '21.00');
  assert.equal(contrastOf('#0f766e', '#0f766e'), 1);
});

test('whatever colour a tenant chooses, both themes show one that people can read, and that can be written on', () => {
  fc.assert(
    fc.property(hex, (accent) => {
      const shades = accentShades(accent) ?? assert.fail();
      assert.deepEqual(
        shades.map(({ theme }) => theme),
        ['light', 'dark'],
      );
      for (const { theme, shown, shownContrast } of shades) {
        const { onAccent } = themeColors[theme];
        assert.ok(shownContrast >= leastContrast, `${accent} is shown as ${shown}, ${shownContrast}:1, in ${theme}`);
        assert.ok(contrastOf(shown, onAccent) >= leastContrast, `${onAccent} on ${shown}`);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('yellow is shown darker on white, with the reason; in the dark it stays', () => {
  const [light, dark] = accentShades('#facc15') ?? assert.fail();
  assert.ok(light && dark);
  assert.match(
    whyShaded(light) ?? '',
    /^Text in this colour has 1\.5:1 on white, and people need 4\.5:1.*shown darker/,
  );
  assert.equal(light.isChanged, true);
  assert.notEqual(light.shown, '#facc15');
});

test('a deep blue is itself on white, and lighter in the dark', () => {
  const [light, dark] = accentShades('#1e3a8a') ?? assert.fail();
  assert.ok(light && dark);
  assert.deepEqual([light.shown, whyShaded(light)], ['#1e3a8a', null]);
  assert.match(whyShaded(dark) ?? '', /on the dark page.*shown lighter/);
});

test('a colour by its name has no digits to reckon with: mails and icons take the usual one', () => {
  assert.equal(accentShades('teal'), null);
  assert.equal(accentOnPaper('teal'), usualAccent);
  assert.equal(accentOnPaper(usualAccent), usualAccent);
});
