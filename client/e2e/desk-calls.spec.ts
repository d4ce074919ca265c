import type { Locator } from '@playwright/test';
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
  type Seat,
} from './pages.ts';

test('after a call: how it went, what was said and when next, saved as one and undone as one', async ({ join }) => {
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
  const asked = lead.getByRole('region', { name: 'How did it go?' });
  await asked.getByRole('radio', { name: 'No answer' }).click();
  await asked.getByRole('textbox', { name: 'What was said' }).fill('Husband decides');
  await expect(asked.getByRole('radio', { name: 'Tomorrow' }), 'a likely day is chosen').toBeChecked();
  await asked.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(asked).toHaveCount(0);
  await expect(messages(staff)).toContainText(`${name}: no answer, 1 try, now Trying to reach.`);
  await expect(control(row(staff, name), 'Status: Trying to reach')).toBeVisible();
  await expect(control(row(staff, name), 'Follow-up Tomorrow, upcoming')).toBeVisible();
  await expect(row(staff, name)).toContainText('1 try');
  const timeline = lead.getByRole('region', { name: 'Timeline' });
  await expect(timeline).toContainText('called, no answer: “Husband decides”');
  const held = async (field: string): Promise<unknown> => (await ask(boss, 'GET', `leads/${id}`))[field];
  expect(await held('lastContactedAt'), 'no one was reached').toBeNull();
  expect(await held('nextAction')).toBeNull();

  await messages(staff).getByRole('button', { name: 'Undo' }).click();
  await expect(control(row(staff, name), 'Status: New')).toBeVisible();
  await expect(row(staff, name)).not.toContainText('1 try');
  await expect(timeline).not.toContainText('Husband decides');
  expect(await ask(boss, 'GET', `leads/${id}/attempts`)).toEqual([]);

  await call.click();
  await lead.getByRole('button', { name: 'Not now' }).click();
  await expect(asked).toHaveCount(0);
  await lead.getByRole('button', { name: 'Outcome' }).click();
  await asked.getByRole('radio', { name: 'Connected' }).click();
  await asked.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(() => held('lastContactedAt')).not.toBeNull();
});

test('a round of calls by keyboard: digits, a line, a day, the next lead; a colleague sees the tries', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const { page } = staff;
  const tag = word();
  const [first, second] = [`Kavya ${tag}`, `Meena ${tag}`];
  for (const [name, followUpDate] of [
    [first, '2020-01-01'],
    [second, '2020-01-02'],
  ] as const)
    await putLead(boss, { name, followUpDate });
  await visit(boss, `?q=${tag}`);
  await expect(row(boss, first)).toBeVisible();
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, second)).toBeVisible();
  const linkOf = (name: string) => row(staff, name).getByRole('link', { name, exact: true });
  // The dialler itself is not this test's business.
  await page.evaluate(() =>
    addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('[href^="tel:"]')) event.preventDefault();
    }),
  );
  const asked = page.getByRole('region', { name: 'How did it go?' });
  await linkOf(first).focus();
  await page.keyboard.press('c');
  await expect(asked.getByRole('radio', { name: 'Connected' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(asked).toHaveCount(0);
  await expect(linkOf(first)).toBeFocused();

  await page.keyboard.press('c');
  await expect(asked.getByRole('radio', { name: 'Connected' })).toBeFocused();
  await page.keyboard.press('2');
  await expect(asked.getByRole('textbox', { name: 'What was said' })).toBeFocused();
  await page.keyboard.type('Rings 2 times');
  await page.keyboard.press('Enter');
  await expect(asked.getByRole('radio', { name: 'Tomorrow' })).toBeFocused();
  await page.keyboard.press('5');
  await expect(asked.getByRole('textbox', { name: 'Follow-up: day' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(asked.getByRole('textbox', { name: 'What was said' })).toHaveValue('Rings 2 times');
  await expect(asked.getByRole('radio', { name: 'Tomorrow' })).toBeFocused();
  await page.keyboard.press('1');
  await expect(asked.getByRole('radio', { name: 'Today' })).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(linkOf(second)).toBeFocused();
  await expect(row(boss, first)).toContainText('1 try');

  // Twice more, as one does over days: cold by the third, for both at once.
  for (const tries of ['2 tries', '3 tries']) {
    await linkOf(first).focus();
    await page.keyboard.press('c');
    await expect(asked.getByRole('radio', { name: 'Connected' })).toBeFocused();
    for (const key of ['3', 'Enter', 'Enter']) await page.keyboard.press(key);
    await expect(asked).toHaveCount(0);
    await expect(row(boss, first)).toContainText(tries);
  }
  await expect(messages(staff)).toContainText(`${first}: busy, 3 tries, now Cold.`);
  await expect(control(row(boss, first), 'Priority: Cold')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(row(boss, first)).toContainText('2 tries');
  await expect(control(row(boss, first), 'Priority: New')).toBeVisible();

  // Moving past a lead with an unfinished call form leaves the focus in the list.
  await linkOf(first).press('Enter');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(first);
  await page.keyboard.press('o');
  await expect(asked.getByRole('radio', { name: 'Connected' })).toBeFocused();
  await linkOf(second).press('Enter');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(second);
  await page.keyboard.press('j');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(first);
  await expect(asked).toBeVisible();
  await expect(linkOf(first)).toBeFocused();
});

test('an outcome has the same key for a chat as for a call', async ({ join }) => {
  const [boss, staff] = [await join(admin), await join(ganapathy)];
  const { page } = staff;
  const name = `Kavya ${word()}`;
  const id = await putLead(boss, { name });
  await visit(boss, `leads/${id}`);
  await visit(staff, `leads/${id}`);
  const chat = pane(staff).getByRole('link', { name: `WhatsApp ${name}` });
  await chat.evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()));
  await chat.click();
  const asked = page.getByRole('region', { name: 'How did it go?' });
  await expect(asked.getByRole('radio', { name: 'They replied' })).toBeFocused();
  for (const key of ['3', '4']) await page.keyboard.press(key);
  await expect(asked.getByRole('radio', { name: 'Asked for later' })).toBeChecked();
  await asked.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(control(pane(boss), 'Status: Trying to reach')).toBeVisible();
});

test('what was noted of a call comes back after a reload, to who noted it', async ({ join }) => {
  const [boss, staff] = [await join(admin), await join(ganapathy)];
  const { page } = staff;
  const name = `Kavya ${word()}`;
  const id = await putLead(boss, { name });
  await visit(staff, `leads/${id}`);
  const note = async (seat: Seat): Promise<Locator> => {
    await seat.page.getByRole('button', { name: 'Outcome' }).click();
    const asked = seat.page.getByRole('region', { name: 'How did it go?' });
    await expect(asked.getByRole('radio', { name: 'Connected' })).toBeVisible();
    return asked;
  };
  const first = await note(staff);
  await first.getByRole('radio', { name: 'Call back later' }).click();
  await first.getByRole('textbox', { name: 'What was said' }).fill('After the wedding');
  await page.reload();
  const again = await note(staff);
  await expect(again.getByRole('radio', { name: 'Call back later' })).toBeChecked();
  await expect(again.getByRole('textbox', { name: 'What was said' })).toHaveValue('After the wedding');
  await visit(boss, `leads/${id}`);
  await expect((await note(boss)).getByRole('radio', { checked: true })).toHaveCount(0);
  await again.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(messages(staff)).toContainText(`${name}: call back later`);
  await page.reload();
  await expect((await note(staff)).getByRole('radio', { checked: true })).toHaveCount(0);

  // A colleague's change that ends the call under one's hands loses nothing of what was typed.
  for (const seat of [staff, boss]) {
    const asked = seat.page.getByRole('region', { name: 'How did it go?' });
    await asked.getByRole('radio', { name: 'Not interested' }).click();
    await asked.getByRole('textbox', { name: 'What was said' }).fill(`Moved away, says ${seat.person.name}`);
  }
  await ask(boss, 'PATCH', `leads/${id}`, { status: 'dnc', reason: 'Asked us' });
  await expect(messages(boss)).toContainText('This lead was moved to “Do not call” meanwhile');
  await expect(messages(staff)).toContainText('You no longer have access to this lead, so the call was not recorded.');
  for (const seat of [staff, boss]) {
    await messages(seat).getByRole('button', { name: 'Show' }).click();
    const left = seat.page.getByRole('dialog', { name: 'Not saved' });
    await expect(left).toContainText(`Moved away, says ${seat.person.name}`);
    await expect(left.getByRole('button', { name: 'Copy text' })).toBeVisible();
  }
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
  await expect(control(row(staff, `Meena ${tag}`), 'Status: Trying to reach')).toBeFocused();
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
