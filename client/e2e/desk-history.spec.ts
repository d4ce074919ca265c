import { admin, control, expect, filter, ganapathy, open, pane, putLead, row, test, visit, word } from './pages.ts';

test('Back closes the choices with their lead, and opens no lead that was closed', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const { page } = staff;
  const tag = word();
  const [first, second] = [`Kavya ${tag}`, `Meena ${tag}`];
  const id = await putLead(boss, { name: first, followUpDate: '2020-01-01' });
  await putLead(boss, { name: second, followUpDate: '2020-01-02' });
  await visit(staff, `?q=${tag}`);
  await filter(staff, 'Overdue', 2).check();
  await expect(page).toHaveURL(/followUp=overdue$/);
  await open(staff, first);
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
  await page.goBack();
  await expect(pane(staff)).toHaveCount(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('1');
  await expect(control(row(staff, first), 'Status: New')).toBeVisible();

  await open(staff, first);
  await page.keyboard.press('j');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(second);
  await page.keyboard.press('Escape');
  await expect(pane(staff)).toHaveCount(0);
  await expect(page).toHaveURL(/followUp=overdue$/);
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`q=${tag}$`));
  await expect(pane(staff)).toHaveCount(0);

  // What is filtered meanwhile stays filtered, and the lead behind it closed.
  await open(staff, first);
  await filter(staff, 'Overdue', 2).check();
  await expect(page).toHaveURL(/followUp=overdue$/);
  await pane(staff).getByRole('button', { name: 'Close' }).click();
  await expect(pane(staff)).toHaveCount(0);
  await expect(filter(staff, 'Overdue', 2)).toBeChecked();
  await page.goBack();
  await expect(filter(staff, 'Overdue', 2)).not.toBeChecked();
  await expect(pane(staff)).toHaveCount(0);

  // A link from elsewhere has no list behind it.
  await visit(staff, `leads/${id}?q=${tag}`);
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(first);
  await page.keyboard.press('Escape');
  await expect(pane(staff)).toHaveCount(0);
  await page.goBack();
  await expect(row(staff, second)).toBeVisible();
  await expect(pane(staff)).toHaveCount(0);
});

test('the queue’s search is in its address and survives a reload', async ({ join }) => {
  const boss = await join(admin);
  const { page } = boss;
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}`, clinic: null });
  await visit(boss, 'tbd');
  await page.getByRole('searchbox', { name: 'Search unassigned leads' }).fill(tag);
  await expect(page).toHaveURL(new RegExp(`/avmsmiles/tbd\\?q=${tag}$`));
  await open(boss, `Kavya ${tag}`);
  await page.reload();
  await expect(pane(boss).getByRole('heading', { level: 2 })).toHaveText(`Kavya ${tag}`);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(new RegExp(`/avmsmiles/tbd\\?q=${tag}$`));
  await expect(page.getByRole('searchbox', { name: 'Search unassigned leads' })).toHaveValue(tag);
  await expect(page.getByRole('list', { name: 'Unassigned leads' }).getByRole('listitem')).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Search unassigned leads' }).fill(`${tag}zz`);
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(page).toHaveURL(/\/avmsmiles\/tbd$/);
});
