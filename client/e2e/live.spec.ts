import {
  admin,
  control,
  expect,
  expectNowhere,
  filter,
  ganapathy,
  messages,
  open,
  pane,
  pick,
  putLead,
  row,
  rsPuram,
  test,
  visit,
  word,
} from './pages.ts';

test('a change by one appears on the other’s screen, with whose it was', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  await expect(filter(staff, 'Connected', 0)).toBeVisible();
  await control(row(boss, name), 'Status: New').click();
  await pick(boss, 'Connected');
  await expect(control(row(boss, name), 'Status: Connected')).toBeVisible();
  const editMark = row(staff, name).locator(`[data-edited-by="${admin.name}"]`);
  await expect(editMark).toBeVisible();
  await expect(control(row(staff, name), 'Status: Connected')).toBeVisible();
  await expect(control(row(staff, name), 'Priority: Warm')).toBeVisible();
  await expect(filter(staff, 'Connected', 1)).toBeVisible();
  // The tint is for a moment only.
  await expect(editMark).toHaveCount(0);

  await control(row(staff, name), 'Follow-up: Unscheduled').click();
  await pick(staff, /^Tomorrow/);
  await expect(control(row(boss, name), 'Follow-up Tomorrow, upcoming')).toBeVisible();
});

test('each sees who else has a lead open', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  await open(staff, name);
  await expect(row(boss, name).getByLabel(`${ganapathy.name} has this open`)).toBeVisible();
  await open(boss, name);
  await expect(pane(staff).getByLabel(`${admin.name} has this open`)).toBeVisible();
  await pane(boss).getByRole('button', { name: 'Close' }).click();
  await expect(pane(staff).getByLabel(`${admin.name} has this open`)).toHaveCount(0);
});

test('a lead that moves to another clinic is gone from this one, open or not, and there on the other', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const other = await join(rsPuram);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name, nextAction: `Ring her ${tag}son` });
  await visit(boss, `?q=${tag}`);
  await visit(other, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  await open(staff, name);
  // Something to undo: its name must not stay behind on a button either.
  await control(pane(staff), 'Follow-up: Unscheduled').click();
  await pick(staff, 'Today');
  await control(row(boss, name), 'Clinic: Ganapathy').click();
  await boss.page.keyboard.type('rs');
  await boss.page.keyboard.press('Enter');
  await expect(staff.page.getByRole('alert').filter({ hasText: 'You no longer have access' })).toContainText(
    admin.name,
  );
  await expectNowhere(staff, name);
  await expectNowhere(staff, `${tag}son`);
  await expect(row(other, name)).toBeVisible();
  await pane(staff).getByRole('button', { name: 'Back to the list' }).click();
  await expect(staff.page.getByText('No leads match')).toBeVisible();
});

test('DNC by an admin removes a lead from the clinic’s screens at once', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  await control(row(staff, name), 'Status: New').click();
  await pick(staff, 'Trying to reach');
  await staff.page.keyboard.press('Control+z');
  // A message that names the lead is removed with it.
  await expect(messages(staff)).toContainText(`Undone: ${name}`);
  await control(row(boss, name), 'Status: New').click();
  await pick(boss, 'Do not call');
  await boss.page.getByRole('textbox', { name: 'Why “Do not call”?' }).fill('Asked us to stop');
  await boss.page.keyboard.press('Enter');
  await expect(control(row(boss, name), 'Status: Do not call')).toBeVisible();
  // Well before it would have gone by itself.
  await expect(messages(staff)).not.toContainText(name, { timeout: 3_000 });
  await expectNowhere(staff, name);
  await expect(row(boss, name).getByRole('link', { name: /Call/ })).toHaveCount(0);
});

test('a lead from the TBD queue appears at its clinic as it is assigned', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const [first, second] = [`Kavya ${tag}`, `Meena ${tag}`];
  await putLead(boss, { name: first, clinic: null, adSetName: 'Women 25-45, Ganapathy 5km' });
  await putLead(boss, { name: second, clinic: null });
  await visit(staff, `?q=${tag}`);
  await visit(boss, 'tbd');
  await boss.page.getByRole('searchbox', { name: 'Search unassigned leads' }).fill(tag);
  // The ad set names a clinic: one click.
  await row(boss, first).getByRole('button', { name: 'Ganapathy', exact: true }).click();
  await expect(row(staff, first)).toBeVisible();
  // The other by keyboard: to it, and the clinic's number.
  await row(boss, second).getByRole('link', { name: second, exact: true }).focus();
  await boss.page.keyboard.press('a');
  await expect(boss.page.getByRole('dialog').getByRole('option').first()).toBeVisible();
  await boss.page.keyboard.press('1');
  await expect(row(staff, second)).toBeVisible();
  await expect(boss.page.getByText(/No leads match|Now with Ganapathy/).first()).toBeVisible();
});

test('rows stand still under the pointer, and say what waits', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}`, followUpDate: '2030-01-02' });
  await visit(staff, `?q=${tag}`);
  const first = row(staff, `Kavya ${tag}`);
  await first.hover();
  await putLead(boss, { name: `Meena ${tag}`, followUpDate: '2030-01-01' });
  const waiting = staff.page.getByRole('button', { name: /1 new/ });
  await expect(waiting).toBeVisible();
  await expect(row(staff, `Meena ${tag}`)).toHaveCount(0);
  await waiting.click();
  await expect(row(staff, `Meena ${tag}`)).toBeVisible();
  await expect(staff.page.getByRole('list', { name: 'Leads' }).getByRole('listitem').first()).toContainText('Meena');
});
