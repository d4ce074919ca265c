import {
  admin,
  ask,
  clinicId,
  control,
  expect,
  ganapathy,
  messages,
  pane,
  phone,
  pick,
  putLead,
  row,
  test,
  visit,
  wide,
  word,
} from './pages.ts';

test('Ctrl+Z after adding a lead that one may not delete says so, and takes back nothing else', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  await putLead(boss, { name: `Anitha ${tag}` });
  await visit(staff, `?q=${tag}`);
  await visit(boss, `?q=${tag}`);
  await row(staff, `Anitha ${tag}`).getByRole('link').first().focus();
  await page.keyboard.press('f');
  await page.keyboard.press('2');
  await expect(control(row(boss, `Anitha ${tag}`), 'Follow-up Tomorrow, upcoming')).toBeVisible();
  await page.keyboard.press('n');
  await page.keyboard.type(phone());
  await page.keyboard.press('Tab');
  await page.keyboard.type(`Flash ${tag}`);
  await page.keyboard.press('Enter');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toBeFocused();
  await expect(row(boss, `Flash ${tag}`)).toBeVisible();
  await page.keyboard.press('Control+z');
  const why = `Not undone: Flash ${tag} was added. You may not delete leads: ask an admin to do it.`;
  await expect(messages(staff)).toContainText(why);
  await expect(page.getByRole('status').filter({ hasText: why })).toBeAttached();
  // The same from the top bar.
  await page
    .getByRole('banner')
    .getByRole('button', { name: `Cannot be undone: Flash ${tag} was added` })
    .click();
  await expect(messages(staff).getByText(why)).toHaveCount(2);
  // What comes after it is undone, and it stands there again.
  await page.keyboard.press('s');
  await pick(staff, 'Connected');
  await expect(control(row(boss, `Flash ${tag}`), 'Status: Connected')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(control(row(boss, `Flash ${tag}`), 'Status: New')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(control(row(boss, `Anitha ${tag}`), 'Follow-up Tomorrow, upcoming')).toBeVisible();
  await expect(control(row(boss, `Flash ${tag}`), 'Status: New')).toBeVisible();
});

test('several leads that were given away come back by as many Ctrl+Z, each at once, and go again', async ({ join }) => {
  const boss = await join(admin, wide);
  const two = await join(admin, wide);
  const { page } = boss;
  const tag = word();
  const names = ['Anitha', 'Banu', 'Chitra'].map((name) => `${name} ${tag}`);
  for (const name of [...names, `Devi ${tag}`]) await putLead(boss, { name, clinic: null });
  await visit(boss, `tbd?q=${tag}`);
  await visit(two, `tbd?q=${tag}`);
  await expect(boss.page.locator('[data-total]')).toHaveText('4 leads');
  await row(boss, names[0] ?? '')
    .getByRole('link')
    .first()
    .focus();
  for (const name of names) {
    await expect(row(boss, name).getByRole('link').first()).toBeFocused();
    await page.keyboard.press('a');
    await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
    await page.keyboard.press('1');
    await expect(row(boss, name)).toHaveCount(0);
  }
  await expect(row(boss, `Devi ${tag}`).getByRole('link').first()).toBeFocused();
  await expect(page.locator('[data-total]')).toHaveText('1 lead');
  // The keyboard is at a row, so that the list stands still; a colleague’s lead waits, one’s own do not.
  await putLead(two, { name: `Esha ${tag}`, clinic: null });
  await expect(page.getByRole('button', { name: /1 new/ })).toBeVisible();
  for (const name of names.toReversed()) {
    await page.keyboard.press('Control+z');
    await expect(row(boss, name)).toBeVisible();
    await expect(row(two, name)).toBeVisible();
  }
  await expect(page.getByRole('button', { name: /1 new/ })).toBeVisible();
  await expect(row(boss, `Esha ${tag}`)).toHaveCount(0);
  await expect(row(boss, `Devi ${tag}`).getByRole('link').first()).toBeFocused();
  await expect(page.locator('[data-total]')).toHaveText('5 leads');
  await page.keyboard.press('Control+Shift+z');
  await expect(row(two, names[0] ?? '')).toHaveCount(0);
  await page.keyboard.press('Control+y');
  await expect(row(two, names[1] ?? '')).toHaveCount(0);
  await expect(row(two, names[2] ?? '')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(row(two, names[1] ?? '')).toBeVisible();
});

test('where a colleague stands in the way, the act before it is not undone in its place', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  await putLead(boss, { name: `Anitha ${tag}` });
  const id = await putLead(boss, { name: `Banu ${tag}` });
  await visit(staff, `?q=${tag}`);
  await control(row(staff, `Anitha ${tag}`), 'Follow-up: Unscheduled').click();
  await pick(staff, 'Today');
  await control(row(staff, `Banu ${tag}`), 'Status: New').click();
  await pick(staff, 'Trying to reach');
  await expect(messages(staff)).toContainText(`Banu ${tag}: now Trying to reach.`);
  await ask(boss, 'PATCH', `leads/${id}`, { status: 'connected' });
  await expect(control(row(staff, `Banu ${tag}`), 'Status: Connected')).toBeVisible();
  for (let times = 0; times < 2; times++) {
    await page.keyboard.press('Control+z');
    await expect(messages(staff)).toContainText(`${admin.name} has changed status since, so nothing was undone.`);
  }
  await expect(control(row(staff, `Anitha ${tag}`), 'Follow-up: Due today')).toBeVisible();
  // Out of sight, it is not even named.
  await ask(boss, 'PATCH', `leads/${id}`, { clinicId: await clinicId(boss, 'RS Puram') });
  await expect(row(staff, `Banu ${tag}`).getByRole('link')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(messages(staff)).toContainText('Not undone: your last change. You can no longer see its record.');
  await expect(control(row(staff, `Anitha ${tag}`), 'Follow-up: Due today')).toBeVisible();
  await staff.page.reload();
  await expect(row(staff, `Anitha ${tag}`)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(messages(staff)).toContainText('There is nothing to undo since you opened this page.');
});

test('a row that my undo moves is back in its place at once, and a colleague’s rows stay in theirs', async ({
  join,
}) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  for (const [name, day] of [
    ['Anitha', '2020-01-01'],
    ['Banu', '2020-01-02'],
    ['Chitra', '2020-01-03'],
  ])
    await putLead(boss, { name: `${name} ${tag}`, followUpDate: day });
  await visit(staff, `?q=${tag}`);
  const order = page.getByRole('list', { name: 'Leads' }).locator('.row-name');
  const names = (...of: string[]): string[] => of.map((name) => `${name} ${tag}`);
  await expect(order).toHaveText(names('Anitha', 'Banu', 'Chitra'));
  await row(staff, `Anitha ${tag}`).getByRole('link').first().focus();
  await page.keyboard.press('f');
  await page.keyboard.press('2');
  await expect(control(row(staff, `Anitha ${tag}`), 'Follow-up Tomorrow, upcoming')).toBeFocused();
  await expect(order).toHaveText(names('Anitha', 'Banu', 'Chitra'));
  await page.keyboard.press('r');
  await expect(order).toHaveText(names('Banu', 'Chitra', 'Anitha'));
  await row(staff, `Banu ${tag}`).getByRole('link').first().focus();
  await putLead(boss, { name: `Devi ${tag}`, followUpDate: '2019-01-01' });
  await expect(page.getByRole('button', { name: /1 new/ })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(order).toHaveText(names('Anitha', 'Banu', 'Chitra'));
  await expect(row(staff, `Banu ${tag}`).getByRole('link').first()).toBeFocused();
  await page.keyboard.press('r');
  await expect(order).toHaveText(names('Devi', 'Anitha', 'Banu', 'Chitra'));
});
