import {
  admin,
  ask,
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

test('one’s own change is undone from the timeline, after a reload too; what a colleague changed since stays', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(staff, `?q=${tag}`);
  await control(row(staff, name), 'Status: New').click();
  await pick(staff, 'Connected');
  await open(staff, name);
  await staff.page.reload();
  const timeline = pane(staff).getByRole('region', { name: 'Timeline' });
  const moved = timeline.getByRole('listitem').filter({ hasText: 'moved it from New to Connected' });
  // What the admin did is not theirs to undo.
  await expect(timeline.getByRole('button', { name: 'Undo' })).toHaveCount(1);
  await moved.getByRole('button', { name: 'Undo' }).click();
  await expect(control(pane(staff), 'Status: New')).toBeVisible();
  await expect(moved.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  const back = timeline.getByRole('listitem').filter({ hasText: 'undone' });
  await back.getByRole('button', { name: 'Do again' }).click();
  await expect(control(pane(staff), 'Status: Connected')).toBeVisible();

  await visit(boss, `?q=${tag}`);
  await control(row(boss, name), 'Status: Connected').click();
  await pick(boss, 'Lost');
  await expect(control(pane(staff), 'Status: Lost')).toBeVisible();
  await expect(timeline.getByRole('button', { name: /Undo|Do again/ })).toHaveCount(0);
  // Back to the same value by a colleague: it looks undoable, and the server says who has been there.
  await control(row(boss, name), 'Status: Lost').click();
  await pick(boss, 'Connected');
  await expect(control(pane(staff), 'Status: Connected')).toBeVisible();
  await back
    .getByRole('button', { name: 'Undo' })
    .or(moved.getByRole('button', { name: 'Undo' }))
    .first()
    .click();
  await expect(timeline.getByRole('alert')).toContainText(`${admin.name} has changed status since`);
  await expect(messages(staff)).not.toContainText('has changed status since');
});

test('a colleague’s change leaves the keyboard where it is in the timeline, and so does one’s own undo', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  const id = await putLead(boss, { name });
  await visit(staff, `?q=${tag}`);
  await control(row(staff, name), 'Status: New').click();
  await pick(staff, 'Connected');
  await open(staff, name);
  const timeline = pane(staff).getByRole('region', { name: 'Timeline' });
  const moved = timeline.getByRole('listitem').filter({ hasText: 'moved it from New to Connected' });
  const undo = moved.getByRole('button', { name: 'Undo' });
  await undo.focus();
  await ask(boss, 'PATCH', `leads/${id}`, { nextAction: 'Call on Monday' });
  await expect(timeline).toContainText('Call on Monday');
  await expect(undo).toBeFocused();
  await staff.page.keyboard.press('Enter');
  await expect(control(pane(staff), 'Status: New')).toBeVisible();
  await expect(undo).toHaveCount(0);
  await expect(moved).toBeFocused();
});

test('what a colleague does is added to the timeline once the pointer has left it', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  const id = await putLead(boss, { name });
  await visit(staff, `?q=${tag}`);
  await open(staff, name);
  const timeline = pane(staff).getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('listitem').first().hover();
  await ask(boss, 'PATCH', `leads/${id}`, { nextAction: 'Call on Monday' });
  await expect(pane(staff).getByText('Call on Monday')).toHaveCount(1);
  // What one does oneself is there at once, and shows that the timeline has been read again.
  await ask(staff, 'PATCH', `leads/${id}`, { age: 41 });
  await expect(timeline).toContainText('41');
  await expect(timeline).not.toContainText('Call on Monday');
  await staff.page.mouse.move(10, 10);
  await expect(timeline).toContainText('Call on Monday');
});
