import { admin, ask, expect, ganapathy, manager, open, owner, pane, putLead, test, visit, word } from './pages.ts';

test('a field that an admin adds is in a colleague’s open record, list and form, and goes when it is out of use', async ({
  join,
}) => {
  const boss = await join(owner);
  const desk = await join(manager);
  const tag = word();
  const label = `Insurer ${tag}`;
  const { id } = await ask(desk, 'POST', 'contacts', { firstName: 'Kavya', lastName: tag });
  await visit(desk, `contacts/${String(id)}?q=${tag}`);
  const record = desk.page.getByRole('complementary', { name: `Kavya ${tag}` });
  await expect(record).toBeVisible();

  await visit(boss, 'customFields');
  await boss.page.getByRole('button', { name: 'New custom field' }).click();
  const form = boss.page.getByRole('dialog', { name: 'New custom field' });
  await expect(form.getByRole('button', { name: /^Records/ })).toBeFocused();
  await form.getByLabel('Records').click();
  await boss.page.getByRole('option', { name: 'Contacts' }).click();
  await form.getByLabel('Label').fill(label);
  await form.getByLabel('Kind').click();
  await boss.page.getByRole('option', { name: 'One of several choices' }).click();
  await form.getByRole('button', { name: 'Add a choice' }).click();
  await form.getByLabel('Choice 1').fill('Star');
  await boss.page.keyboard.press('Enter');
  await form.getByLabel('Choice 2').fill('Niva');
  await form.getByRole('button', { name: 'Add custom field' }).click();
  await expect(form).toBeHidden();

  // Nothing was reloaded: the open record has a place for it, and accepts a value.
  await record.getByRole('button', { name: label }).click();
  await desk.page.getByRole('option', { name: 'Niva' }).click();
  await expect(record.getByRole('button', { name: `${label}: Niva` })).toBeVisible();
  await visit(boss, `contacts?q=${tag}`);
  const row = boss.page.getByRole('row').filter({ hasText: tag });
  await expect(row).toBeVisible();
  await expect(boss.page.getByRole('button', { name: new RegExp(label) }).first()).toBeVisible();
  await boss.page.getByRole('button', { name: 'New contact' }).click();
  const made = boss.page.getByRole('dialog', { name: 'New contact' });
  await expect(made.getByText(label)).toBeVisible();
  await made.getByRole('button', { name: 'Cancel' }).click();

  const fields = (await ask(boss, 'GET', 'custom-fields?limit=200')) as unknown as { id: string; label: string }[];
  const field = fields.find((one) => one.label === label);
  // Being chosen in a record, and set for many: both questions close with it, and the list moves on.
  await record.getByRole('button', { name: `${label}: Niva` }).click();
  await expect(desk.page.getByRole('option', { name: 'Niva' })).toBeVisible();
  await boss.page.getByRole('row').filter({ hasText: tag }).getByRole('checkbox').check();
  await boss.page.getByRole('button', { name: 'Set a field' }).click();
  await boss.page.getByRole('option', { name: label }).click();
  await expect(boss.page.getByRole('option', { name: 'Niva' })).toBeVisible();
  await ask(boss, 'PATCH', `custom-fields/${field?.id}`, { active: false });
  await expect(record.getByText(label)).toHaveCount(0);
  await expect(desk.page.getByRole('option', { name: 'Niva' })).toHaveCount(0);
  await expect(boss.page.getByRole('listbox', { name: 'Which field' })).toBeVisible();
  await expect(boss.page.getByRole('option', { name: label })).toHaveCount(0);
  await ask(boss, 'POST', 'contacts', { firstName: 'Lalitha', lastName: tag });
  await expect(desk.page.getByRole('row').filter({ hasText: `Lalitha ${tag}` })).toBeVisible();
});

test('a lead’s field and its sources are the franchise’s own, at once and in every open lead', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const id = await putLead(boss, { name: `Meena ${tag}` });
  await visit(staff, `?q=${tag}`);
  await open(staff, `Meena ${tag}`);
  const label = `Budget ${tag}`;
  const field = await ask(boss, 'POST', 'custom-fields', { collection: 'leads', label, kind: 'number' });
  await pane(staff).getByRole('button', { name: label }).click();
  await pane(staff)
    .getByRole('spinbutton', { name: label })
    .or(pane(staff).getByRole('textbox', { name: label }))
    .fill('40000');
  await staff.page.keyboard.press('Enter');
  await expect.poll(async () => (await ask(boss, 'GET', `leads/${id}`))[`x_${String(field['name'])}`]).toBe(40_000);

  // A filter by it, in the list behind the pane and in the address.
  await visit(boss, `?q=${tag}`);
  await boss.page.getByRole('button', { name: label }).click();
  await boss.page
    .getByRole('spinbutton')
    .or(boss.page.getByRole('textbox', { name: /least|from/i }))
    .first()
    .fill('50000');
  await boss.page.keyboard.press('Enter');
  await expect(boss.page.getByRole('row').filter({ hasText: `Meena ${tag}` })).toHaveCount(0);
  await expect.poll(() => boss.page.url()).toContain(`x_${String(field['name'])}`);

  const [sources] = (await ask(boss, 'GET', 'choice-sets?field=leads.source')) as unknown as {
    id: string;
    choices: { value: string; label: string }[];
  }[];
  await visit(boss, `choiceSets/${sources?.id}`);
  const set = boss.page.getByRole('complementary', { name: 'Lead source' });
  await set.getByRole('button', { name: 'Choices' }).click();
  await set.getByRole('button', { name: 'Add a choice' }).click();
  await set.getByLabel(`Choice ${(sources?.choices.length ?? 0) + 1}`).fill(`Camp ${tag}`);
  await boss.page.keyboard.press('Control+Enter');
  await expect(set.getByText(`Camp ${tag}`)).toBeVisible();
  await pane(staff)
    .getByRole('button', { name: /^Source/ })
    .click();
  await staff.page.getByRole('option', { name: `Camp ${tag}` }).click();
  await expect(pane(staff).getByText(`Camp ${tag}`)).toBeVisible();

  await ask(boss, 'PATCH', `custom-fields/${String(field['id'])}`, { active: false });
  await expect(pane(staff).getByText(label)).toHaveCount(0);
});

test('only admins have the screens, and what they set there is on every screen', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  await visit(staff);
  await visit(boss, 'settings');
  await expect(boss.page.getByRole('heading', { name: 'Name and look' })).toBeVisible();
  await expect(
    boss.page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Choices' }),
  ).toBeVisible();
  for (const name of ['Custom fields', 'Choices', 'Settings'])
    await expect(staff.page.getByRole('link', { name, exact: true })).toHaveCount(0);
});
