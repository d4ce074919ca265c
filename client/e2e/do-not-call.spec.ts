import {
  admin,
  ask,
  control,
  expect,
  ganapathy,
  messages,
  open,
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

const warning = 'This number must not be called: it is on the do-not-call list.';

test('DNC asks why; a colleague who enters the number is told that it must not be called, and no more', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const [name, number] = [`Tara ${tag}`, phone()];
  await putLead(boss, { name, phone: number, clinic: 'RS Puram' });
  await visit(boss, `?q=${tag}`);
  await control(row(boss, name), 'Status: New').click();
  await pick(boss, 'Do not call');
  const why = boss.page.getByRole('dialog').getByRole('textbox', { name: 'Why “Do not call”?' });
  await expect(why).toBeFocused();
  await boss.page.keyboard.press('Enter');
  await expect(boss.page.getByText('Say why, in a few words.')).toBeVisible();
  await boss.page.keyboard.type('Asked us to stop');
  await boss.page.keyboard.press('Enter');
  await expect(row(boss, name)).toContainText('Do not call');
  const lead = await open(boss, name);
  await expect(lead.getByRole('region', { name: 'Timeline' })).toContainText('Asked us to stop');

  const { page } = staff;
  await putLead(boss, { name: `Uma ${tag}` });
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, `Uma ${tag}`)).toBeVisible();
  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'New lead' });
  await form.getByLabel('Phone').fill(number);
  await expect(form.getByText(warning)).toBeVisible();
  await expect(form).not.toContainText(name);
  await expect(form).not.toContainText('RS Puram');
  await form.getByLabel('Phone').fill(phone());
  await expect(form.getByText(warning)).toHaveCount(0);
  await form.getByRole('button', { name: 'Cancel' }).click();

  const uma = await open(staff, `Uma ${tag}`);
  await uma.getByRole('button', { name: /^Phone/ }).click();
  const box = uma.getByRole('textbox', { name: 'Phone' });
  await box.fill(number);
  await box.press('Enter');
  await expect(messages(staff)).toContainText(warning);
  await expect(pane(staff)).not.toContainText(name);
});

test('several leads go to DNR with one reason, which each of them keeps', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const tag = word();
  const ids = [await putLead(boss, { name: `Anitha ${tag}` }), await putLead(boss, { name: `Banu ${tag}` })];
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, `Banu ${tag}`)).toBeVisible();
  await visit(boss, `?q=${tag}`);
  await row(boss, `Anitha ${tag}`).getByRole('link').first().focus();
  await boss.page.keyboard.press('Control+a');
  await boss.page.getByRole('region', { name: 'Selected' }).getByRole('button', { name: 'Status' }).click();
  await pick(boss, 'Do not respond');
  const why = boss.page.getByRole('textbox', { name: 'Why “Do not respond”?' });
  await why.press('Enter');
  await expect(boss.page.getByText('Say why, in a few words.')).toBeVisible();
  await why.fill('Same person, abusive');
  await why.press('Enter');
  await expect(row(staff, `Banu ${tag}`)).toHaveCount(0);
  for (const id of ids)
    await expect
      .poll(async () => JSON.stringify(await ask(boss, 'GET', `leads/${id}/history`)))
      .toContain('Same person, abusive');
});
