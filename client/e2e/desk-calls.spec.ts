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
  putLead,
  row,
  test,
  visit,
  word,
} from './pages.ts';

test('after a call: how it went in one tap, when next in another', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  const number = phone();
  const id = await putLead(boss, { name, phone: number });
  await visit(staff, `?q=${tag}`);
  const lead = await open(staff, name);
  const call = lead.getByRole('link', { name: `Call ${name}` });
  await expect(call).toHaveAttribute('href', `tel:+91${number}`);
  await expect(lead.getByRole('link', { name: `WhatsApp ${name}` })).toHaveAttribute(
    'href',
    new RegExp(`^https://wa.me/91${number}\\?text=Hello%20Kavya`),
  );
  // The dialler itself is not this test's business.
  await call.evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()));
  await call.click();
  await lead.getByRole('button', { name: 'No answer' }).click();
  await lead.getByRole('button', { name: 'Tomorrow', exact: true }).click();
  await expect(lead.getByRole('region', { name: 'How did it go?' })).toHaveCount(0);
  await expect(control(row(staff, name), 'Status: Attempting')).toBeVisible();
  await expect(control(row(staff, name), 'Follow-up Tomorrow, upcoming')).toBeVisible();
  const held = async (field: string): Promise<unknown> => (await ask(boss, 'GET', `leads/${id}`))[field];
  expect(await held('lastContactedAt'), 'no one was reached').toBeNull();

  // A second time there is no further step; that the call was not answered is noted all the same, and can be undone.
  await call.click();
  await lead.getByRole('button', { name: 'No answer' }).click();
  await expect(messages(staff)).toContainText(`${name}: no answer noted.`);
  const tries = lead.getByRole('region', { name: 'Timeline' }).getByText('The call was not answered');
  await expect(tries).toHaveCount(2);
  await expect(lead.getByRole('button', { name: /Try again \(no answer/ })).toBeVisible();
  expect(await held('lastContactedAt')).toBeNull();
  await messages(staff).getByRole('button', { name: 'Undo' }).click();
  await expect(messages(staff)).toContainText(`Undone: ${name}: no answer noted.`);
  await expect.poll(() => held('nextAction')).toBeNull();
  expect(await held('status')).toBe('attempting');

  await lead.getByRole('button', { name: 'Not now' }).click();
  await call.click();
  await lead.getByRole('button', { name: 'Connected' }).click();
  await expect.poll(() => held('lastContactedAt')).not.toBeNull();
});

test('a day at the desk by keyboard alone', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const { page } = staff;
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}`, followUpDate: '2020-01-01' });
  await putLead(boss, { name: `Meena ${tag}`, followUpDate: '2020-01-02' });
  await visit(staff);
  await expect(page.getByRole('list', { name: 'Leads' })).toBeVisible();
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press('/');
  await page.keyboard.type(tag);
  await press('Enter');
  await expect(row(staff, `Kavya ${tag}`).getByRole('link', { name: `Kavya ${tag}`, exact: true })).toBeFocused();
  await press('j');
  await expect(row(staff, `Meena ${tag}`).getByRole('link', { name: `Meena ${tag}`, exact: true })).toBeFocused();
  await press('Space');
  await expect(row(staff, `Meena ${tag}`).getByRole('button', { name: 'Change status' })).toBeVisible();
  await press('s', '1');
  await expect(control(row(staff, `Meena ${tag}`), 'Status: Attempting')).toBeFocused();
  await press('f', '2');
  await expect(control(row(staff, `Meena ${tag}`), 'Follow-up Tomorrow, upcoming')).toBeVisible();
  await press('p', 'h', 'Enter');
  await expect(control(row(staff, `Meena ${tag}`), 'Priority: Hot, pinned')).toBeVisible();
  await press('e');
  await expect(pane(staff).getByRole('textbox', { name: 'Next action' })).toBeFocused();
  await page.keyboard.type('Send the price list');
  await press('Enter');
  await expect(pane(staff).getByRole('button', { name: /Send the price list/ })).toBeFocused();
  await press('k');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Kavya ${tag}`);
  await press('Escape');
  await expect(pane(staff)).toHaveCount(0);
  await expect(row(staff, `Kavya ${tag}`).getByRole('link', { name: `Kavya ${tag}`, exact: true })).toBeFocused();
  await press('Control+z');
  await expect(messages(staff)).toContainText(`Undone: Meena ${tag}: next action changed.`);
  await press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Edit the next action');
  await press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(row(staff, `Kavya ${tag}`).getByRole('link', { name: `Kavya ${tag}`, exact: true })).toBeFocused();
  await press('n');
  await expect(page.getByRole('dialog').getByLabel('Phone')).toBeFocused();
  await page.keyboard.type(phone());
  await press('Tab');
  await page.keyboard.type(`Ravi ${tag}`);
  await press('Enter');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Ravi ${tag}`);
});

test('a call from the row asks in the row; what may not be called has no way to', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}` });
  await putLead(boss, { name: `Tara ${tag}`, status: 'dnc' });
  await visit(boss, `?q=${tag}`);
  const call = row(boss, `Kavya ${tag}`).getByRole('link', { name: `Call Kavya ${tag}` });
  await call.evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()));
  await call.click();
  await row(boss, `Kavya ${tag}`).getByRole('button', { name: 'Appointment booked' }).click();
  await row(boss, `Kavya ${tag}`).getByRole('button', { name: 'In 3 days' }).click();
  await expect(control(row(boss, `Kavya ${tag}`), 'Status: Appointment booked')).toBeVisible();
  await expect(row(boss, `Tara ${tag}`)).toContainText('DNC');
  await expect(row(boss, `Tara ${tag}`).getByRole('link')).toHaveCount(1);
  await expect(row(boss, `Tara ${tag}`).locator('.lucide-phone-off')).toHaveCount(1);
  await expect(row(boss, `Tara ${tag}`).locator('.lucide-message-circle-off')).toHaveCount(1);
});
