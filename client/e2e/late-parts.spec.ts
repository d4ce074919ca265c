import { admin, expect, ganapathy, owner, pane, putLead, row, small, test, visit, wide, word } from './pages.ts';

test('a part of the page that could not be loaded says so, is closed by key and button, and comes when it is tried again', async ({
  join,
}) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const defects: string[] = [];
  page.on('pageerror', (error) => defects.push(error.message));
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}` });
  await page.route(/lead-pane.*\.js/, (route) => route.abort());
  // Nor can the page itself be fetched again.
  await page.route('**/*', (route) => (route.request().method() === 'HEAD' ? route.abort() : route.fallback()));
  await visit(staff, `?q=${tag}`);
  await row(staff, `Kavya ${tag}`).getByRole('link').first().press('Enter');
  const again = pane(staff).getByRole('button', { name: 'Try again' });
  await expect(again).toBeFocused();
  await again.press('Enter');
  await expect(again).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(pane(staff)).toHaveCount(0);
  await expect(row(staff, `Kavya ${tag}`).getByRole('link').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(again).toBeVisible();
  await pane(staff).getByRole('button', { name: 'Close' }).click();
  await expect(pane(staff)).toHaveCount(0);
  await row(staff, `Kavya ${tag}`).getByRole('link').first().press('Enter');
  await page.unrouteAll();
  await again.click();
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Kavya ${tag}`);
  expect(defects).toEqual([]);
});

test('the desk’s shape is there with the page alone, before any script or style', async ({ join }) => {
  const { page, context } = await join(admin, { ...wide, colorScheme: 'dark' });
  // A line so slow that nothing but the page has come.
  await page.route(/\.(js|css)$/, () => undefined);
  const asked = page.waitForRequest(/lead-desk.*\.js$/);
  await page.goto('/avmsmiles/', { waitUntil: 'commit' });
  const shell = page.getByRole('status', { name: 'Opening the workspace' });
  await expect(shell).toHaveCSS('background-color', 'rgb(13, 19, 29)');
  // It is on the screen, not only in the page: nothing that is on its way holds it up.
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName('first-paint').length)).toBe(1);
  await expect(page.locator('.shell-aside')).toBeVisible();
  await asked;
  // In the colours that this person chose, not in the device's.
  await page.evaluate(() => localStorage.setItem('dentracrm.theme', 'light'));
  await page.goto('/avmsmiles/', { waitUntil: 'commit' });
  await expect(shell).toHaveCSS('background-color', 'rgb(246, 248, 250)');
  await page.goto('/avmsmiles/login', { waitUntil: 'commit' });
  await expect(page.locator('#shell')).toBeHidden();
  expect(await (await context.request.get('/avmsmiles/login')).text()).not.toContain('lead-desk');
});

test('on a phone the same, and a form and a screen that could not be loaded', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, small);
  const { page } = staff;
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}` });
  await page.route(/(lead-pane|new-lead).*\.js/, (route) => route.abort());
  await visit(staff, `?q=${tag}`);
  await row(staff, `Kavya ${tag}`).tap();
  await expect(pane(staff).getByRole('button', { name: 'Try again' })).toBeVisible();
  await pane(staff).getByRole('button', { name: 'Back to the list' }).tap();
  await expect(pane(staff)).toHaveCount(0);
  await page.getByRole('button', { name: 'New lead' }).tap();
  const dialog = page.getByRole('dialog', { name: 'Not loaded' });
  await expect(dialog).toBeVisible();
  await page.unroute(/(lead-pane|new-lead).*\.js/);
  await dialog.getByRole('button', { name: 'Try again' }).tap();
  await expect(dialog).toHaveCount(0);
  await expect(row(staff, `Kavya ${tag}`)).toBeVisible();
  await page.getByRole('button', { name: 'New lead' }).tap();
  await expect(page.getByRole('dialog', { name: 'New lead' })).toBeVisible();

  const one = await join(owner, wide);
  await one.page.route(/records-screen.*\.js/, (route) => route.abort());
  await one.page.goto(`/${owner.tenant}/contacts`);
  const again = one.page.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await one.page.unroute(/records-screen.*\.js/);
  await again.click();
  await expect(one.page.getByRole('searchbox', { name: 'Search contacts' })).toBeVisible();
});
