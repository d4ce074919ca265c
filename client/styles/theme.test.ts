import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { themeColors } from '#shared/accent.ts';

const css = readFileSync(new URL('./theme.css', import.meta.url), 'utf8');

type Pair = { light: string; dark: string };

const colours = new Map<string, Pair>(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

test('the colours that accents are reckoned with are those of the themes', () => {
  const names = { surface: 'surface', canvas: 'canvas', line: 'line', ink: 'ink', onAccent: 'on-accent' } as const;
  for (const theme of ['light', 'dark'] as const)
    for (const [name, variable] of Object.entries(names))
      assert.equal(
        themeColors[theme][name as keyof typeof names],
        colours.get(variable)?.[theme],
        `${variable}, ${theme}`,
      );
});

const page = readFileSync(new URL('../index.html', import.meta.url), 'utf8');

const luminance = (hex: string): number => {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
};

const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

const check = (front: string, back: string, least: number): void => {
  const a = colours.get(front);
  const b = colours.get(back);
  assert.ok(a && b, `${front} and ${back} are colours of theme.css`);
  for (const theme of ['light', 'dark'] as const) {
    const found = contrast(a[theme], b[theme]);
    assert.ok(found >= least, `${front} on ${back}, ${theme}: ${found.toFixed(2)}:1 is under ${least}:1`);
  }
};

const tones = ['slate', 'blue', 'teal', 'green', 'amber', 'orange', 'red', 'violet'];
const grounds = ['canvas', 'surface', 'raised', 'hover'];

test('text of every weight reads on every ground', () => {
  for (const ground of [...grounds, 'sunken', 'pressed']) {
    for (const text of ['ink', 'muted']) check(text, ground, 4.5);
  }
  for (const ground of grounds) check('faint', ground, 4.5);
});

test('every tone reads on its own ground and on the page', () => {
  for (const tone of tones) {
    check(`${tone}-ink`, `${tone}-soft`, 4.5);
    for (const ground of grounds) check(`${tone}-ink`, ground, 4.5);
  }
});

test('marks and outlines of controls stand out from what is behind them', () => {
  for (const tone of tones)
    for (const ground of ['surface', 'raised', `${tone}-soft`]) check(`${tone}-mark`, ground, 3);
  for (const ground of ['canvas', 'surface', 'raised']) check('outline', ground, 3);
});

test('what the page draws before its styles are there has the colours that it has with them', () => {
  const drawn = [...page.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
  assert.ok(drawn.length > 3);
  for (const [, name = '', light, dark] of drawn) assert.deepEqual(colours.get(name), { light, dark }, name);
  const layers = /@layer ([a-z, ]+);/.exec(page)?.[1];
  assert.equal(layers, 'theme, base, components, utilities', 'Tailwind’s own order, whichever file comes first');
  const inline = page.match(/<script(?![^>]* src=)/g) ?? [];
  assert.equal(inline.length, 1, 'in the page itself stands nothing but what chooses the theme');
});
