import {
  admin,
  control,
  expect,
  ganapathy,
  messages,
  open,
  pane,
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
  await expect(offered).toHaveText([/^Trying to reach/, /^Appointment booked/, /^Visited/, /^Lost/]);
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
