import {
  admin,
  ask,
  control,
  expect,
  filter,
  filters,
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
  word,
} from './pages.ts';

test('staff are offered what may follow; an admin’s correction asks why, in place', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name, status: 'connected' });
  await visit(staff, `?q=${tag}`);
  await control(row(staff, name), 'Status: Connected').click();
  const offered = staff.page.getByRole('dialog').getByRole('option');
  await expect(offered).toHaveText([/^Attempting/, /^Appointment booked/, /^Visited/, /^Lost/]);
  await staff.page.keyboard.press('Escape');

  await visit(boss, `?q=${tag}`);
  const lead = await open(boss, name);
  await control(lead, 'Status: Connected').click();
  await pick(boss, /^New/);
  await boss.page.getByRole('button', { name: 'Correct' }).click();
  await expect(boss.page.getByText('Say why, in a few words.')).toBeVisible();
  await boss.page.getByLabel('Why this correction?').fill('Wrong person was called');
  await boss.page.keyboard.press('Enter');
  await expect(control(row(staff, name), 'Status: New')).toBeVisible();
  const timeline = pane(boss).getByRole('region', { name: 'Timeline' });
  await expect(timeline).toContainText('moved it from Connected to New');
  await expect(timeline).toContainText('Wrong person was called');
});

test('the last change is undone from its message, and with Ctrl+Z', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(staff, `?q=${tag}`);
  // A slip that no rule would let staff go back on by choosing again.
  await control(row(staff, name), 'Status: New').click();
  await pick(staff, 'Lost');
  await expect(control(row(staff, name), 'Status: Lost')).toBeVisible();
  await messages(staff).getByRole('button', { name: 'Undo' }).click();
  await expect(control(row(staff, name), 'Status: New')).toBeVisible();
  await expect(messages(staff)).toContainText(`Undone: ${name}: now Lost.`);
  await control(row(staff, name), 'Follow-up: Unscheduled').click();
  await pick(staff, 'Today');
  await expect(control(row(staff, name), 'Follow-up: Due today')).toBeVisible();
  await staff.page.keyboard.press('Control+z');
  await expect(control(row(staff, name), 'Follow-up: Unscheduled')).toBeVisible();
  await visit(boss, `?q=${tag}`);
  await expect(control(row(boss, name), 'Status: New')).toBeVisible();
  await expect(control(row(boss, name), 'Priority: New')).toBeVisible();
});

test('what the server refuses is shown at once, then no more, with the reason', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  // Both sides run the same rules, so a refusal that the page did not foresee has to be made up.
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await staff.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const asked = /^42(\d+)\["mutate",(.*)\]$/s.exec(String(message));
      if (!asked) {
        server.send(message);
        return;
      }
      const { mid } = JSON.parse(asked[2] ?? '') as { mid: string };
      const error = { code: 'FORBIDDEN', message: 'The books of this clinic are closed today.' };
      void released.then(() => socket.send(`43${asked[1]}[${JSON.stringify({ ok: false, mid, error })}]`));
    });
  });
  await visit(staff, `?q=${tag}`);
  await control(row(staff, name), 'Status: New').click();
  await pick(staff, 'Connected');
  await expect(control(row(staff, name), 'Status: Connected')).toBeVisible();
  await expect(row(staff, name).getByLabel('Saving')).toBeVisible();
  release();
  await expect(control(row(staff, name), 'Status: New')).toBeVisible();
  await expect(messages(staff)).toContainText('The books of this clinic are closed today.');
  await expect(messages(staff).getByRole('button', { name: 'Undo' })).toHaveCount(0);
});

test('two people write the same field: the later one keeps their text and chooses', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name, nextAction: 'Call on Monday' });
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  const theirs = await open(boss, name);
  const mine = await open(staff, name);
  await staff.page.keyboard.press('e');
  await mine.getByRole('textbox', { name: 'Next action' }).fill('Send the price list');
  await theirs.getByRole('button', { name: /Call on Monday/ }).click();
  await theirs.getByRole('textbox', { name: 'Next action' }).fill('Call on Tuesday');
  await boss.page.keyboard.press('Enter');
  await expect(theirs.getByRole('button', { name: /Call on Tuesday/ })).toBeVisible();
  await staff.page.keyboard.press('Enter');
  const choice = mine.getByRole('group', { name: 'Next action: two values' });
  await expect(choice).toContainText('Send the price list');
  await expect(choice).toContainText('Call on Tuesday');
  await choice.getByRole('button', { name: 'Use mine' }).click();
  await expect(theirs.getByRole('button', { name: /Send the price list/ })).toBeVisible();
});

test('a phone that is known already says whose it is, however it is typed', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const number = phone();
  await putLead(boss, { name: `Kavya ${tag}`, phone: number, status: 'connected' });
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, `Kavya ${tag}`)).toBeVisible();
  await staff.page.keyboard.press('n');
  const form = staff.page.getByRole('dialog', { name: 'New lead' });
  await form.getByLabel('Phone').fill(`+91 ${number.slice(0, 5)}-${number.slice(5)}`);
  const warning = form.getByRole('status').filter({ hasText: 'on a lead already' });
  await expect(warning).toContainText(`Kavya ${tag} · Ganapathy · Connected`);
  await warning.getByRole('button', { name: 'Open instead' }).click();
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Kavya ${tag}`);

  await expect(form).toHaveCount(0);
  await staff.page.keyboard.press('n');
  await form.getByLabel('Phone').fill('12345');
  await form.getByRole('button', { name: 'Add lead' }).click();
  await expect(form.getByText('This is not a phone number')).toBeVisible();
  await form.getByLabel('Phone').fill(phone());
  await form.getByLabel('Name').fill(`Meena ${tag}`);
  await staff.page.keyboard.press('Enter');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Meena ${tag}`);
  await visit(boss, `?q=${tag}`);
  await expect(control(row(boss, `Meena ${tag}`), 'Clinic: Ganapathy')).toBeVisible();
});

test('filters live in the address, survive a reload, and count what they show', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}`, status: 'new', followUpDate: '2020-01-01' });
  await putLead(boss, { name: `Meena ${tag}`, status: 'connected', followUpDate: '2020-01-01', clinic: 'RS Puram' });
  await putLead(boss, { name: `Ravi ${tag}`, status: 'connected' });
  await visit(boss);
  await boss.page.getByRole('searchbox', { name: /Search/ }).fill(tag);
  await expect(boss.page.locator('[data-total]')).toHaveText('3 leads');
  await filter(boss, 'Overdue', 2).check();
  await expect(filter(boss, 'Connected', 1)).toBeVisible();
  await filter(boss, 'RS Puram', 1).check();
  await expect(boss.page).toHaveURL(new RegExp(`/avmsmiles/rs-puram\\?q=${tag}&followUp=overdue$`));
  await expect(row(boss, `Meena ${tag}`)).toBeVisible();
  await expect(boss.page.locator('[data-total]')).toHaveText('1 lead');
  await open(boss, `Meena ${tag}`);
  await boss.page.reload();
  await expect(pane(boss).getByRole('heading', { level: 2 })).toHaveText(`Meena ${tag}`);
  await expect(filter(boss, 'Overdue', 1)).toBeChecked();
  await expect(filter(boss, 'RS Puram', 1)).toBeChecked();
  await expect(filter(boss, 'Ganapathy', 1)).not.toBeChecked();
  // Somebody else changes what is counted.
  await putLead(boss, { name: `Tara ${tag}`, followUpDate: '2020-01-01', clinic: 'RS Puram' });
  await expect(filter(boss, 'RS Puram', 2)).toBeVisible();
  await expect(boss.page.locator('[data-total]')).toHaveText('2 leads');
  await boss.page.goBack();
  await expect(pane(boss)).toHaveCount(0);
  await filters(boss).getByRole('button', { name: 'All of clinic' }).click();
  await expect(boss.page).toHaveURL(new RegExp(`/avmsmiles/\\?q=${tag}&followUp=overdue$`));
  await expect(boss.page.locator('[data-total]')).toHaveText('3 leads');
});

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

test('only what is in view is in the page, and the rest comes by scrolling', async ({ join }) => {
  const boss = await join(admin);
  await visit(boss);
  const list = boss.page.getByRole('list', { name: 'Leads' });
  await expect(list.getByRole('listitem').first()).toBeVisible();
  const total = Number(await list.getByRole('listitem').first().getAttribute('aria-setsize'));
  expect(total).toBeGreaterThan(150);
  expect(await list.getByRole('listitem').count()).toBeLessThan(60);
  await list.hover();
  const last = list.locator(`[aria-posinset="${total}"]`);
  await expect(async () => {
    await boss.page.mouse.wheel(0, 4_000);
    await expect(last).toBeVisible({ timeout: 200 });
  }).toPass();
  expect(await list.getByRole('listitem').count()).toBeLessThan(60);
});

test('a list that cannot be loaded says why, and is asked for again', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}` });
  let broken = true;
  await boss.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const asked = /^42(\d+)\["query",\{"collection":"leads"/.exec(String(message));
      const error = { code: 'DEFECT', message: 'Something went wrong.', details: { reference: 'ABC123' } };
      if (asked && broken) socket.send(`43${asked[1]}[${JSON.stringify({ ok: false, error })}]`);
      else server.send(message);
    });
  });
  await visit(boss, `?q=${tag}`);
  const alert = boss.page.getByRole('alert').filter({ hasText: 'The leads could not be loaded' });
  await expect(alert).toContainText('ABC123');
  broken = false;
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(row(boss, `Kavya ${tag}`)).toBeVisible();
});
