import {
  admin,
  control,
  expect,
  filter,
  ganapathy,
  open,
  pane,
  phone,
  putLead,
  row,
  test,
  visit,
  word,
} from './pages.ts';

test('a search says what is outside the filters, and Enter shows it', async ({ join }) => {
  const staff = await join(ganapathy);
  const tag = word();
  const number = phone();
  await putLead(staff, { name: `Kavya ${tag}`, phone: number, status: 'connected', followUpDate: '2099-01-01' });
  await putLead(staff, { name: `Meena ${tag}`, followUpDate: '2020-01-01' });
  await visit(staff, '?followUp=overdue');
  const { page } = staff;
  await expect(row(staff, `Meena ${tag}`)).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type(tag);
  await expect(page.locator('[data-total]')).toHaveText('1 lead');
  await expect(row(staff, `Meena ${tag}`)).toBeVisible();
  await expect(page.getByRole('button', { name: '+1 outside the filters' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(`tel:+91-${number}`);
  await expect(page.getByRole('heading', { name: 'No leads match' })).toBeVisible();
  await expect(page.getByRole('main').getByText('1 lead outside the filters matches')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(row(staff, `Kavya ${tag}`)).toBeVisible();
  await expect(filter(staff, 'Overdue', 0)).not.toBeChecked();
  await expect(row(staff, `Kavya ${tag}`).locator('[data-row-focus]')).toBeFocused();
});

test('a name is found as others write it', async ({ join }) => {
  const staff = await join(ganapathy);
  const tag = word();
  await putLead(staff, { name: `R.K. D’Souza ${tag}` });
  for (const typed of [`dsouza ${tag}`, `rk d'souza ${tag}`, `R K D‘SOUZA ${tag}`]) {
    await visit(staff, `?q=${encodeURIComponent(typed)}`);
    await expect(row(staff, `R.K. D’Souza ${tag}`)).toBeVisible();
  }
});

test('a number that no one has becomes a new lead, seen by a colleague at once', async ({ join }) => {
  const staff = await join(ganapathy);
  const boss = await join(admin);
  const tag = word();
  const number = phone();
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${number}`);
  const { page } = staff;
  // What was begun for another person is not what this number is added to.
  await expect(page.getByRole('heading', { name: 'No leads match' })).toBeVisible();
  await page.keyboard.press('n');
  await page.getByRole('dialog', { name: 'New lead' }).getByLabel('Phone').fill('90000 11111');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `Add ${number} as new lead` }).click();
  const form = page.getByRole('dialog', { name: 'New lead' });
  await expect(form.getByLabel('Phone')).toHaveValue(number);
  await form.getByLabel('Name').fill(`Kavya ${tag}`);
  await page.keyboard.press('Enter');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Kavya ${tag}`);
  await expect(control(row(boss, `Kavya ${tag}`), 'Clinic: Ganapathy')).toBeVisible();
  await open(boss, `Kavya ${tag}`);
});

test('a number that is typed at a row gives no lead away: it is searched for', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  for (const name of ['Kavya', 'Meena', 'Tara']) await putLead(boss, { name: `${name} ${tag}`, clinic: null });
  await visit(boss, `tbd?q=${tag}`);
  const { page } = boss;
  await row(boss, `Kavya ${tag}`).getByRole('link').first().focus();
  await page.keyboard.type('9843012345');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(page.getByRole('searchbox')).toHaveValue('9843012345');
  await visit(boss, `tbd?q=${tag}`);
  for (const name of ['Kavya', 'Meena', 'Tara']) await expect(row(boss, `${name} ${tag}`)).toBeVisible();
});
