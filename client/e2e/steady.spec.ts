import type { ElementHandle, Page } from '@playwright/test';
import {
  admin,
  ask,
  control,
  expect,
  filter,
  filters,
  ganapathy,
  manager,
  owner,
  pane,
  putLead,
  row,
  test,
  visit,
  wide,
  word,
  type Seat,
} from './pages.ts';

type Control = ElementHandle<HTMLElement>;

/** Everything that the keyboard comes to on this page, within what floats where something does. */
const stopsOn = async (page: Page, within = 'body'): Promise<Control[]> => {
  const all = await page.$$(
    `${within} :is(a[href], button, input, select, textarea, [tabindex="0"], [role=menuitem]):not(:disabled)`,
  );
  const seen: Control[] = [];
  for (const one of all as Control[])
    if (
      await one.evaluate((element) => element.tabIndex >= 0 && element.checkVisibility() && !element.closest('[inert]'))
    )
      seen.push(one);
  return seen;
};

const describe = (element: HTMLElement): string =>
  `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''}`;

/** Gives each the focus, has a colleague change something, and expects the focus on the same element. */
const walk = async (page: Page, stops: readonly Control[], change: () => Promise<void>): Promise<void> => {
  for (const stop of stops) {
    await stop.evaluate((element) => element.focus());
    if (!(await stop.evaluate((element) => element === document.activeElement))) continue;
    const name = await stop.evaluate(describe);
    await change();
    expect(await stop.evaluate((element) => element === document.activeElement), name).toBe(true);
  }
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
};

test.describe.configure({ timeout: 180_000 });

test('whatever has the focus on the desk keeps it while a colleague changes leads', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  const id = await putLead(boss, { name: `Kavya ${tag}`, followUpDate: '2020-01-01' });
  await putLead(boss, { name: `Meena ${tag}` });
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, `Kavya ${tag}`)).toBeVisible();
  await expect(filter(staff, 'Overdue', 1)).toBeVisible();
  let turn = 0;
  // Its status and follow-up, with them what the filters count; now and then a lead more.
  const change = async (): Promise<void> => {
    turn += 1;
    const status = turn % 2 === 0 ? 'new' : 'connected';
    await ask(boss, 'PATCH', `leads/${id}`, {
      status,
      followUpDate: turn % 2 === 0 ? '2020-01-01' : null,
      nextAction: `Call ${turn}`,
      ...(status === 'new' ? { reason: 'Wrong lead' } : {}),
    });
    if (turn % 12 === 0) await putLead(boss, { name: `Tara ${turn} ${tag}` });
    // Also behind a dialog, where roles do not reach.
    await expect(page.locator(`.record-row[data-id="${id}"]`)).toContainText(`Call ${turn}`);
  };
  const stops = await stopsOn(page);
  expect(stops.length).toBeGreaterThan(40);
  await walk(page, stops, change);
  await expect(filter(staff, 'Connected', turn % 2)).toBeVisible();
  // None was drawn again by all the counts that came meanwhile.
  for (const stop of stops)
    expect(await stop.evaluate((element) => element.isConnected), await stop.evaluate(describe)).toBe(true);

  // The open lead, and a list of choices in it.
  await row(staff, `Kavya ${tag}`).getByRole('link').first().press('Enter');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toBeFocused();
  await walk(page, await stopsOn(page, '[data-pane]'), change);
  await page.getByRole('button', { name: 'Select, import and export' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await walk(page, await stopsOn(page, '[role=menu]'), change);
  await page.keyboard.press('Escape');

  // A new lead that is being typed.
  await page.getByRole('button', { name: 'New lead' }).click();
  await expect(page.getByRole('dialog').getByLabel('Phone')).toBeFocused();
  await page.getByRole('dialog').getByLabel('Phone').fill('98430');
  await walk(page, await stopsOn(page, '[role=dialog]'), change);
  await expect(page.getByRole('dialog').getByLabel('Phone')).toHaveValue('98430');
});

test('whatever has the focus on a derived screen keeps it while a colleague changes records', async ({ join }) => {
  const one = await join(owner, wide);
  const two = await join(manager, wide);
  const { page } = one;
  const tag = word();
  const made = await ask(two, 'POST', 'contacts', { firstName: 'Kavya', lastName: tag });
  await ask(two, 'POST', 'contacts', { firstName: 'Meena', lastName: tag });
  await visit(one, `contacts?q=${tag}`);
  const line = page.getByRole('row').filter({ hasText: `Kavya ${tag}` });
  await expect(line).toBeVisible();
  let turn = 0;
  const change = async (): Promise<void> => {
    turn += 1;
    const status = turn % 2 === 0 ? 'active' : 'inactive';
    await ask(two, 'PATCH', `contacts/${String(made['id'])}`, { status, jobTitle: `Buyer ${turn}` });
    await expect(line).toContainText(turn % 2 === 0 ? 'Active' : 'Inactive');
  };
  const stops = await stopsOn(page);
  expect(stops.length).toBeGreaterThan(15);
  await walk(page, stops, change);
  for (const stop of stops)
    expect(await stop.evaluate((element) => element.isConnected), await stop.evaluate(describe)).toBe(true);
  for (const chip of ['Type', 'Company', 'Assigned to']) {
    const trigger = page.getByRole('button', { name: chip, exact: true });
    if ((await trigger.count()) === 0) continue;
    await trigger.press('Enter');
    await expect(page.locator('[data-popper-positioner]')).toBeVisible();
    await walk(page, await stopsOn(page, '[data-popper-positioner]'), change);
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-popper-positioner]')).toHaveCount(0);
  }
});

test('a press during which a colleague’s change comes is a click', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  const id = await putLead(boss, { name: `Kavya ${tag}`, followUpDate: '2020-01-01', status: 'connected' });
  for (let n = 0; n < 8; n++) await putLead(boss, { name: `Lead ${n} ${tag}`, followUpDate: '2020-01-01' });
  await visit(staff, `?q=${tag}`);
  await expect(filter(staff, 'Overdue', 9)).toBeVisible();
  /** Presses, waits for what a colleague did meanwhile, and lets go. */
  const press = async (target: ReturnType<Seat['page']['locator']>, change: () => Promise<unknown>): Promise<void> => {
    await target.hover();
    await page.mouse.down();
    await change();
    await page.mouse.up();
  };
  const touch = async (nextAction: string): Promise<void> => {
    await ask(boss, 'PATCH', `leads/${id}`, { nextAction });
    await expect(row(staff, `Kavya ${tag}`)).toContainText(nextAction);
  };

  // A filter whose counts change.
  await press(filters(staff).getByText('Overdue', { exact: true }), async () => {
    await ask(boss, 'PATCH', `leads/${id}`, { followUpDate: '2020-01-02' });
    await expect(row(staff, `Kavya ${tag}`)).toBeVisible();
  });
  await expect(page).toHaveURL(/followUp=overdue/);
  // What the count pushes aside under the pointer: 9 leads, then 10.
  await expect(page.locator('[data-total]')).toHaveText('9 leads');
  await press(page.getByRole('button', { name: 'Clear all' }), async () => {
    for (let n = 0; n < 2; n++) await putLead(boss, { name: `More ${n} ${tag}`, followUpDate: '2020-01-01' });
    await expect(page.locator('[data-total]')).toHaveText('11 leads');
  });
  await expect(page).toHaveURL(/avmsmiles\/$/);
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, `Kavya ${tag}`)).toBeVisible();
  // A choice of a list whose options depend on what changes.
  await control(row(staff, `Kavya ${tag}`), 'Status: Connected').click();
  await press(page.getByRole('option', { name: /^Visited/ }), () => touch('Call at five'));
  await expect(control(row(staff, `Kavya ${tag}`), 'Status: Visited')).toBeVisible();
  // A menu, and the row itself.
  await page.getByRole('button', { name: 'Select, import and export' }).click();
  await press(page.getByRole('menuitem', { name: /Select leads/ }), () => touch('Call at six'));
  await expect(page.getByRole('region', { name: 'Selected' })).toBeVisible();
  await page.keyboard.press('Escape');
  await press(row(staff, `Kavya ${tag}`).getByRole('link').first(), () => touch('Call at seven'));
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Kavya ${tag}`);
});

test('what leaves with a colleague’s change leaves the keyboard beside where it was', async ({ join }) => {
  const boss = await join(admin, wide);
  const two = await join(admin, wide);
  const { page } = boss;
  const tag = word();
  const id = await putLead(boss, { name: `Kavya ${tag}`, clinic: null, adSetName: 'Women 25-45, Ganapathy 5km' });
  await putLead(boss, { name: `Meena ${tag}`, clinic: null });
  await visit(boss, `tbd?q=${tag}`);
  await expect(row(boss, `Kavya ${tag}`)).toBeVisible();
  await page.keyboard.press('Tab');
  await row(boss, `Kavya ${tag}`).getByRole('button', { name: 'Ganapathy', exact: true }).focus();
  const clinics = (await ask(two, 'GET', 'clinics?limit=100')) as unknown as { id: string; name: string }[];
  const ganapathyId = clinics.find(({ name }) => name === 'Ganapathy')?.id;
  await ask(two, 'PATCH', `leads/${id}`, { clinicId: ganapathyId });
  await expect(page.getByRole('button', { name: 'Ganapathy', exact: true })).toHaveCount(0);
  await expect(page.locator('.record-list [data-row-focus]:focus')).toHaveText(/Kavya|Meena/);
});

test('the choices of an open list keep their places while a colleague changes the lead', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  const id = await putLead(boss, { name: `Kavya ${tag}`, status: 'connected' });
  await visit(staff, `?q=${tag}`);
  await control(row(staff, `Kavya ${tag}`), 'Status: Connected').press('Enter');
  const offered = page.getByRole('dialog').getByRole('option');
  await expect(offered).toHaveText([/^Trying to reach/, /^Appointment booked/, /^Visited/, /^Lost/]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await ask(boss, 'PATCH', `leads/${id}`, { status: 'visited' });
  await expect(offered).toHaveText([
    /^Trying to reach/,
    /^Appointment booked/,
    /^Visited/,
    /^Lost/,
    /^Treatment started/,
  ]);
  await expect(offered.first()).toBeDisabled();
  // What is possible no longer does nothing, neither by Enter nor by its number; the others are what they were.
  await page.keyboard.press('Enter');
  await page.keyboard.press('1');
  await expect(offered).toHaveCount(5);
  await page.keyboard.press('4');
  await expect(control(row(staff, `Kavya ${tag}`), 'Status: Lost')).toBeFocused();
});
