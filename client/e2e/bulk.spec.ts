import {
  admin,
  ask,
  clinicId,
  control,
  expect,
  ganapathy,
  holdChanges,
  messages,
  pick,
  putLead,
  row,
  small,
  test,
  visit,
  wide,
  word,
} from './pages.ts';
import { bar, box, putLeads } from './selection.ts';

test('several leads change at once and live; undo leaves alone what a colleague changed since, and names it', async ({
  join,
}) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const tag = word();
  await putLeads(boss, tag);
  await visit(boss, `?q=${tag}&sort=name`);
  await visit(staff, `?q=${tag}&sort=name`);
  await row(boss, `Anitha ${tag}`).hover();
  await box(boss, `Anitha ${tag}`).click();
  await row(boss, `Devi ${tag}`)
    .getByText('New', { exact: true })
    .first()
    .click({ modifiers: ['Shift'] });
  await expect(bar(boss)).toContainText('4 leads selected');
  await bar(boss).getByRole('button', { name: 'Follow-up' }).click();
  await pick(boss, 'Tomorrow');
  await expect(messages(boss)).toContainText('4 leads: follow-up tomorrow.');
  for (const name of ['Anitha', 'Banu', 'Chitra', 'Devi'])
    await expect(control(row(staff, `${name} ${tag}`), 'Follow-up Tomorrow, upcoming')).toBeVisible();

  await control(row(staff, `Banu ${tag}`), 'Follow-up Tomorrow, upcoming').click();
  await pick(staff, 'Today');
  await expect(control(row(boss, `Banu ${tag}`), 'Follow-up: Due today')).toBeVisible();
  await messages(boss).getByRole('button', { name: 'Undo' }).click();
  await expect(messages(boss)).toContainText('3 of 4 changes undone.');
  await expect(messages(boss)).toContainText(`${ganapathy.name} has changed follow-up date since.`);
  await messages(boss).getByRole('button', { name: 'Show which' }).click();
  const dialog = boss.page.getByRole('dialog', { name: '1 lead not undone' });
  await expect(dialog.getByRole('listitem')).toHaveText([`Banu ${tag}`]);
  await boss.page.keyboard.press('Escape');
  await expect(control(row(staff, `Anitha ${tag}`), 'Follow-up: Unscheduled')).toBeVisible();
  await expect(control(row(staff, `Devi ${tag}`), 'Follow-up: Unscheduled')).toBeVisible();
  await expect(control(row(staff, `Banu ${tag}`), 'Follow-up: Due today')).toBeVisible();
});

test('what the rules do not let change is counted, named, and can be selected alone', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const tag = word();
  await putLead(boss, { name: `Anitha ${tag}` });
  await putLead(boss, { name: `Banu ${tag}`, status: 'visited' });
  await putLead(boss, { name: `Chitra ${tag}`, status: 'connected' });
  await visit(staff, `?q=${tag}&sort=name`);
  await row(staff, `Anitha ${tag}`).hover();
  await staff.page.getByRole('checkbox', { name: 'Select all leads that are loaded' }).click();
  await bar(staff).getByRole('button', { name: 'Status' }).click();
  await expect(staff.page.getByRole('option', { name: 'Do not call' })).toHaveCount(0);
  await pick(staff, 'Connected');
  await expect(messages(staff)).toContainText('1 changed, 1 held that already, 1 not.');
  await expect(messages(staff)).toContainText('A lead cannot go from Visited to Connected; an admin can correct it.');
  await messages(staff).getByRole('button', { name: 'Show which' }).click();
  const dialog = staff.page.getByRole('dialog', { name: '1 lead not changed' });
  await expect(dialog.getByRole('listitem')).toHaveText([`Banu ${tag}`]);
  await dialog.getByRole('button', { name: 'Select only these 1' }).click();
  await expect(bar(staff)).toContainText('1 lead selected');
  await expect(box(staff, `Banu ${tag}`)).toBeChecked();
  // What held the value already is not undone.
  await staff.page.keyboard.press('Control+z');
  await expect(messages(staff)).toContainText('1 change undone.');
  await expect(control(row(staff, `Anitha ${tag}`), 'Status: New')).toBeVisible();
  await expect(control(row(staff, `Chitra ${tag}`), 'Status: Connected')).toBeVisible();

  // An admin gives the reason once, for all that need it.
  await visit(boss, `?q=${tag}&sort=name`);
  await row(boss, `Anitha ${tag}`).getByRole('link').first().focus();
  await boss.page.keyboard.press('Control+a');
  await boss.page.keyboard.press('s');
  await pick(boss, 'New');
  await boss.page.getByLabel('Why, where it is a correction?').fill('Imported with the wrong status');
  await boss.page.keyboard.press('Enter');
  await expect(messages(boss)).toContainText('2 changed, 1 held that already.');
  await expect(control(row(staff, `Banu ${tag}`), 'Status: New')).toBeVisible();
});

test('with the keyboard alone: select, change, undo, clear the selection', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  await putLeads(boss, tag);
  await visit(staff, '?sort=name');
  await expect(row(staff, `Anitha ${tag}`)).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(tag);
  await page.keyboard.press('Enter');
  await expect(row(staff, `Anitha ${tag}`).getByRole('link').first()).toBeFocused();
  await page.keyboard.press('x');
  await expect(box(staff, `Anitha ${tag}`)).toBeChecked();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar(staff)).toContainText('3 leads selected');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(bar(staff)).toContainText('2 leads selected');
  await expect(row(staff, `Banu ${tag}`).getByRole('link').first()).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: '2 leads selected.' })).toBeAttached();
  await page.keyboard.press('s');
  await page.keyboard.press('t');
  await page.keyboard.press('Enter');
  await expect(messages(staff)).toContainText('2 leads: now Trying to reach.');
  await expect(control(row(staff, `Banu ${tag}`), 'Status: Trying to reach')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(messages(staff)).toContainText('2 changes undone.');
  await expect(control(row(staff, `Banu ${tag}`), 'Status: New')).toBeVisible();
  await page.keyboard.press('Control+a');
  await expect(bar(staff)).toContainText('4 leads selected');
  await page.keyboard.press('Escape');
  await expect(bar(staff)).toHaveCount(0);
  await expect(row(staff, `Banu ${tag}`).getByRole('link').first()).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Select the lead');
});

test('a lead that leaves one’s sight leaves the selection, and that is said; one that is changed stays in it', async ({
  join,
}) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const tag = word();
  const [first = '', second = ''] = await putLeads(boss, tag);
  await visit(staff, `?q=${tag}&sort=name`);
  await row(staff, `Anitha ${tag}`).getByRole('link').first().focus();
  await staff.page.keyboard.press('Control+a');
  await expect(bar(staff)).toContainText('4 leads selected');
  await ask(boss, 'PATCH', `leads/${second}`, { nextAction: 'Call on Monday' });
  await ask(boss, 'PATCH', `leads/${first}`, { clinicId: await clinicId(boss, 'RS Puram') });
  await expect(bar(staff)).toContainText('3 leads selected');
  await expect(messages(staff)).toContainText('1 lead left the selection');
  await expect(box(staff, `Banu ${tag}`)).toBeChecked();
});

test('a range leaves out a lead that is gone meanwhile, and what one deletes oneself is not announced as lost', async ({
  join,
}) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const changes = await holdChanges(boss);
  await boss.page.clock.install();
  const tag = word();
  const [first = ''] = await putLeads(boss, tag);
  await visit(boss, `?q=${tag}&sort=name`);
  await visit(staff, `?q=${tag}&sort=name`);
  for (const seat of [boss, staff]) {
    await row(seat, `Anitha ${tag}`).hover();
    await box(seat, `Anitha ${tag}`).click();
    await box(seat, `Banu ${tag}`).click();
    await expect(bar(seat)).toContainText('2 leads selected');
  }
  await ask(boss, 'DELETE', `leads/${first}`);
  for (const seat of [boss, staff]) {
    await expect(bar(seat)).toContainText('1 lead selected');
    await box(seat, `Chitra ${tag}`).click({ modifiers: ['Shift'] });
    await expect(bar(seat)).toContainText('2 leads selected');
  }

  await boss.page.clock.fastForward(15_000);
  await expect(messages(boss).getByRole('listitem')).toHaveCount(0);
  changes.hold();
  await bar(boss).getByRole('button', { name: 'Delete' }).press('Enter');
  await boss.page.getByRole('button', { name: 'Delete 2 leads' }).press('Enter');
  await expect(messages(boss)).toContainText('2 leads: deleted.');
  changes.release();
  await expect(bar(boss)).toHaveCount(0);
  await expect(row(boss, `Devi ${tag}`).getByRole('link').first()).toBeFocused();
  await boss.page.clock.fastForward(1_000);
  await expect(messages(boss)).not.toContainText('left the selection');
  await expect(messages(staff)).toContainText('2 leads left the selection');
});

test('a tab with an act under way warns before it is closed', async ({ join }) => {
  const boss = await join(admin, wide);
  const { page } = boss;
  let answers: (() => void)[] | null = null;
  await page.routeWebSocket(/socket\.io/, (client) => {
    client.connectToServer().onMessage((message) => {
      if (answers) answers.push(() => client.send(message));
      else client.send(message);
    });
  });
  const tag = word();
  await putLeads(boss, tag);
  await visit(boss, `?q=${tag}&sort=name`);
  const mayClose = (): Promise<boolean> =>
    page.evaluate(() => window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
  await row(boss, `Anitha ${tag}`).getByRole('link').first().focus();
  await page.keyboard.press('Control+a');
  await bar(boss).getByRole('button', { name: 'Follow-up' }).click();
  expect(await mayClose()).toBe(true);
  answers = [];
  await pick(boss, 'Tomorrow');
  expect(await mayClose()).toBe(false);
  // Longer than most acts last: how far it is, and the way to stop it, stay in view beside whatever else is said.
  await expect(messages(boss).getByRole('progressbar')).toBeVisible();
  for (const pass of answers) pass();
  answers = null;
  await expect(messages(boss)).toContainText('4 leads: follow-up tomorrow.');
  expect(await mayClose()).toBe(true);
});

test('on a phone a finger that rests on a lead begins, and taps go on', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy, small);
  const { page } = staff;
  const tag = word();
  await putLeads(boss, tag);
  await visit(staff, `?q=${tag}&sort=name`);
  const place = await row(staff, `Anitha ${tag}`).boundingBox();
  const finger = await page.context().newCDPSession(page);
  const at = { x: (place?.x ?? 0) + 150, y: (place?.y ?? 0) + 30 };
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await expect(bar(staff)).toContainText('1 lead selected');
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  expect((await row(staff, `Anitha ${tag}`).boundingBox())?.y, 'no row moves').toBe(place?.y);
  await row(staff, `Banu ${tag}`).tap();
  await expect(bar(staff)).toContainText('2 leads selected');
  await bar(staff).getByRole('button', { name: 'Follow-up' }).tap();
  await pick(staff, 'Today');
  await expect(messages(staff)).toContainText('2 leads: follow-up today.');
  await bar(staff).getByRole('button', { name: 'Clear the selection' }).tap();
  await row(staff, `Banu ${tag}`).tap();
  await expect(page).toHaveURL(/\/leads\//);
});
