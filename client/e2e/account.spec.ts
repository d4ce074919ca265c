import { admin, ask, expect, password, saravanampatti, test, visit, wide } from './pages.ts';

// No other journey is this person's: these sign them out everywhere.
test.describe.configure({ mode: 'serial' });

test('a change of password signs out the other browser, and the new one signs in', async ({ join }) => {
  const here = await join(saravanampatti, wide);
  const there = await join(saravanampatti, wide);
  await visit(there);
  await visit(here);
  const { page } = here;
  await page.getByRole('button', { name: /my menu/ }).click();
  await page.getByRole('menuitem', { name: 'My account' }).click();
  await page.getByRole('link', { name: 'Sessions' }).click();
  await expect(page.getByText('This device')).toBeVisible();
  await page.getByRole('link', { name: 'Sign-in & security' }).click();
  const next = 'three green umbrellas';
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill('password1234');
  await expect(page.getByText(/among the first that are guessed/)).toBeVisible();
  await page.getByLabel('New password').fill(next);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText(/Your password is changed/).first()).toBeVisible();
  await expect(there.page).toHaveURL(/\/login\?reason=signed-out/);
  // And back again, for the journeys that come after this one.
  await ask(here, 'POST', 'auth/change-password', { currentPassword: next, newPassword: password });
});

test('an admin signs a colleague out everywhere', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(saravanampatti, wide);
  await visit(staff);
  await visit(boss, 'users');
  await boss.page.getByRole('link', { name: saravanampatti.name }).click();
  await boss.page.getByRole('button', { name: 'More' }).last().click();
  await boss.page.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
  await expect(staff.page).toHaveURL(/\/login\?reason=signed-out/);
});
