import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds by these rules, or else by all of the standard. */
const run = (page: Page, rules: readonly string[] | null): Promise<string[]> =>
  page.evaluate(
    async ([tags, only]) => {
      // Halfway through fading in, every contrast is too low.
      const moving = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
      await Promise.allSettled(moving.map(({ finished }) => finished));
      const { axe: checker } = globalThis as unknown as { axe: typeof axe };
      // A control that is spoken to is called what it shows; axe counts that rule among its experiments.
      const options: axe.RunOptions = only
        ? { runOnly: { type: 'rule', values: [...only] } }
        : { runOnly: [...tags], rules: { 'label-content-name-mismatch': { enabled: true } } };
      const { violations } = await checker.run(document, { ...options, resultTypes: ['violations'] });
      // What floats for a moment is in no landmark: it would have to be one of its own.
      const floats = ({ target }: { target: unknown[] }): boolean => {
        const found = document.querySelector(String(target[0]));
        const floating = '[role=tooltip], [role=menu]';
        return Boolean(found?.closest(floating) ?? found?.matches(`body > :has(${floating})`));
      };
      return violations
        .map(({ id, nodes }) => ({ id, nodes: id === 'region' ? nodes.filter((node) => !floats(node)) : nodes }))
        .filter(({ nodes }) => nodes.length > 0)
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join('\n')}`);
    },
    [standard, rules] as const,
  );

/** What axe finds wrong on the page as it is now: each rule, and what breaks it. What depends on colours, in both themes. */
export const problemsOn = async (page: Page): Promise<string[]> => {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const found = await run(page, null);
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
  const other = await run(page, ['color-contrast', 'link-in-text-block']);
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
  return [...found, ...other.map((problem) => `${isDark ? 'light' : 'dark'}: ${problem}`)];
};

/** Expects the page to be as it should in this state, and goes on to the next one where it is not. */
export const expectFair = async (page: Page, state: string): Promise<void> => {
  expect.soft(await problemsOn(page), state).toEqual([]);
};
