import { admin, expect, expectNowhere, ganapathy, password, putLead, row, test, visit, word } from './pages.ts';

test('a person who signs in comes to the leads, and to where they were going', async ({ join }) => {
  const { page } = await join(admin, { signedIn: false });
  await page.goto('/avmsmiles/rs-puram?followUp=overdue');
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel('Email').fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/avmsmiles\/rs-puram\?followUp=overdue$/);
  await expect(page.getByRole('list', { name: 'Leads' }).getByRole('listitem').first()).toBeVisible();
});

test('staff see their own clinic, and no place that is not theirs', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}` });
  await putLead(boss, { name: `Meena ${tag}`, clinic: 'RS Puram' });
  await putLead(boss, { name: `Ravi ${tag}`, clinic: null });
  await putLead(boss, { name: `Tara ${tag}`, status: 'dnc', reason: 'Asked us' });
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, `Kavya ${tag}`)).toBeVisible();
  await expect(staff.page.locator('[data-total]')).toHaveText('1 lead');
  for (const name of ['Meena', 'Ravi', 'Tara']) await expectNowhere(staff, `${name} ${tag}`);
  const places = staff.page.getByRole('navigation', { name: 'Places' });
  await expect(places.getByRole('link', { name: 'Leads' })).toBeVisible();
  await expect(places.getByRole('link', { name: /Unassigned|Users|Clinics/ })).toHaveCount(0);
  await expect(staff.page.getByRole('checkbox', { name: /Do not|RS Puram/ })).toHaveCount(0);
  await visit(boss, `?q=${tag}`);
  await expect(boss.page.locator('[data-total]')).toHaveText('4 leads');
});

test('after signing out nothing of the work is left, not even by going back', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}` });
  await visit(boss, `?q=${tag}`);
  await expect(row(boss, `Kavya ${tag}`)).toBeVisible();
  await boss.page.getByRole('button', { name: /my menu/ }).click();
  await boss.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(boss.page).toHaveURL(/\/avmsmiles\/login/);
  await expectNowhere(boss, `Kavya ${tag}`);
  await boss.page.goto(`/avmsmiles/?q=${tag}`);
  await expect(boss.page).toHaveURL(/\/avmsmiles\/login/);
  await expectNowhere(boss, `Kavya ${tag}`);
});
