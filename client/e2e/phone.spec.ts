import {
  admin,
  chip,
  control,
  expect,
  ganapathy,
  messages,
  pane,
  phone,
  pick,
  putLead,
  row,
  small,
  test,
  visit,
  word,
} from './pages.ts';

test('on a phone the list is the page, and the lead slides over it with its actions at the thumb', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy, small);
  const { page } = staff;
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(staff, `?q=${tag}`);
  await row(staff, name).tap();
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(name);
  await expect(pane(staff)).toBeInViewport({ ratio: 1 });
  const actions = pane(staff).getByRole('group', { name: 'Actions' });
  for (const action of await actions.locator('a, button').all()) {
    const box = await action.boundingBox();
    expect(box?.height ?? 0).toBeGreaterThanOrEqual(48);
    expect(box?.y ?? 0, 'at the thumb, not at the top').toBeGreaterThan(700);
  }
  await actions.getByRole('button', { name: 'Outcome' }).tap();
  const asked = pane(staff).getByRole('region', { name: 'How did it go?' });
  await asked.getByRole('radio', { name: 'Connected' }).tap();
  for (const control of await asked.locator('button, input').all()) {
    const box = await control.boundingBox();
    expect(Math.round(box?.height ?? 0), await control.innerText()).toBeGreaterThanOrEqual(44);
    expect(box?.y ?? 0, 'at the thumb, not at the top').toBeGreaterThan(280);
  }
  await asked.getByRole('button', { name: 'Save', exact: true }).tap();
  await expect(control(pane(staff), 'Status: Connected')).toBeVisible();
  await expect(messages(staff)).toContainText(`${name}: connected`);
  await actions.getByRole('button', { name: /Set$/ }).tap();
  await pick(staff, /Another day/);
  await page.getByRole('dialog').getByRole('gridcell').getByRole('button').last().tap();
  await expect(control(pane(staff), 'Follow-up: Unscheduled')).toHaveCount(0);
  await pane(staff).getByRole('button', { name: 'Back to the list' }).tap();
  await expect(pane(staff)).toHaveCount(0);
  await expect(row(staff, name)).toContainText('Connected');
});

test('on a phone a lead is added with the phone first, and the filters come up as a sheet', async ({ join }) => {
  const staff = await join(ganapathy, small);
  const { page } = staff;
  const tag = word();
  await visit(staff, `?q=${tag}`);
  await expect(chip(staff)).toHaveText(/Live/);
  await page.getByRole('button', { name: 'New lead' }).tap();
  const form = page.getByRole('dialog', { name: 'New lead' });
  await expect(form.getByLabel('Phone')).toBeFocused();
  await form.getByLabel('Phone').fill(phone());
  await form.getByLabel('Name').fill(`Meena ${tag}`);
  await form.getByRole('button', { name: 'Add lead' }).tap();
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Meena ${tag}`);
  await pane(staff).getByRole('button', { name: 'Back to the list' }).tap();
  await page.getByRole('button', { name: 'Filters' }).tap();
  const sheet = page.getByRole('dialog', { name: 'Filters' });
  await sheet.getByRole('checkbox', { name: 'Overdue 0', exact: true }).check();
  await sheet.getByRole('button', { name: 'Clear all' }).tap();
  await expect(sheet.getByRole('checkbox', { name: /^Overdue/ })).not.toBeChecked();
  await expect(sheet.getByRole('button', { name: 'Clear all' })).toHaveCount(0);
  await sheet.getByRole('button', { name: /^Show/ }).tap();
  await expect(page).toHaveURL(/\/avmsmiles\/$/);
  await page.getByRole('searchbox').fill(`${tag}zz`);
  await expect(page.getByText('No leads match')).toBeVisible();
  await page.getByRole('button', { name: 'Clear search and filters' }).tap();
  await expect(page.getByRole('list', { name: 'Leads' })).toBeVisible();
});
