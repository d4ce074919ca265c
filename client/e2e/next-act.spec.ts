import type { Locator } from '@playwright/test';
import {
  admin,
  ask,
  expect,
  filter,
  filters,
  ganapathy,
  manager,
  messages,
  open,
  owner,
  pane,
  pick,
  putLead,
  row,
  test,
  visit,
  wide,
  word,
  control,
  phone,
  type Seat,
} from './pages.ts';

const nameOf = (seat: Seat, name: string): Locator => row(seat, name).getByRole('link', { name, exact: true });
const said = ({ page }: Seat, text: string | RegExp): Locator =>
  page.locator('[role=status][aria-live=polite]').filter({ hasText: text });

test('a record that was added has the keyboard, whatever had it before', async ({ join }) => {
  const one = await join(owner, wide);
  const two = await join(manager, wide);
  const { page } = one;
  const tag = word();
  await visit(one, `contacts?q=${tag}`);
  await visit(two, `contacts?q=${tag}`);
  await page.getByRole('button', { name: /^Sorted by/ }).focus();
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByLabel('First name').fill('Kavya');
  await page.getByRole('dialog').getByLabel('Last name').fill(tag);
  await page.keyboard.press('Enter');
  const heading = page.getByRole('complementary', { name: `Kavya ${tag}` }).getByRole('heading', { level: 2 });
  await expect(heading).toBeFocused();
  await expect(two.page.getByRole('row').filter({ hasText: `Kavya ${tag}` })).toBeVisible();
  // Closed by its button: to its row.
  await page
    .getByRole('complementary', { name: `Kavya ${tag}` })
    .getByRole('button', { name: 'Close' })
    .press('Enter');
  await expect(page.getByRole('link', { name: `Kavya ${tag}` })).toBeFocused();
});

test('a lead that is deleted leaves the keyboard at the next, and comes back at once', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = boss;
  const tag = word();
  for (const name of ['Anitha', 'Banu', 'Chitra']) await putLead(boss, { name: `${name} ${tag}` });
  await visit(boss, `?q=${tag}&sort=name`);
  await visit(staff, `?q=${tag}&sort=name`);
  await nameOf(boss, `Banu ${tag}`).press('Enter');
  await expect(pane(boss).getByRole('heading', { level: 2 })).toBeFocused();
  await pane(boss).getByRole('button', { name: 'More' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Delete this lead' }).press('Enter');
  await expect(row(staff, `Banu ${tag}`)).toHaveCount(0);
  await expect(nameOf(boss, `Chitra ${tag}`)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(row(boss, `Banu ${tag}`)).toBeVisible();
  await expect(row(staff, `Banu ${tag}`)).toBeVisible();
  await expect(nameOf(boss, `Chitra ${tag}`)).toBeFocused();
});

test('follow-ups are set one after the other: a row stays under the keyboard until it leaves the list', async ({
  join,
}) => {
  const [seat, colleague] = [await join(ganapathy, wide), await join(admin, wide)];
  const { page } = seat;
  const tag = word();
  const [first, second, third] = [`Anitha ${tag}`, `Banu ${tag}`, `Chitra ${tag}`];
  for (const [at, name] of [first, second, third].entries())
    await putLead(colleague, { name, followUpDate: `2020-01-0${at + 1}` });
  await visit(seat, `?q=${tag}`);
  await visit(colleague, `?q=${tag}`);
  const names = ({ page: shown }: Seat): Locator => shown.locator('.record-list [data-row-focus]');
  await expect(names(seat)).toHaveText([first, second, third]);
  await nameOf(seat, first).focus();
  for (const name of [first, second]) {
    await expect(nameOf(seat, name)).toBeFocused();
    await page.keyboard.press('f');
    await expect(page.getByRole('dialog', { name: 'Follow-up date' })).toBeVisible();
    await page.keyboard.press('2');
    await expect(control(row(seat, name), 'Follow-up Tomorrow, upcoming')).toBeFocused();
    await page.keyboard.press('ArrowDown');
  }
  await expect(nameOf(seat, third)).toBeFocused();
  await expect(names(seat)).toHaveText([first, second, third]);
  await expect(names(colleague)).toHaveText([third, first, second]);
  await page.keyboard.press('/');
  await expect(names(seat)).toHaveText([third, first, second]);
});

test('searching by keyboard: Enter and the arrow lead to the rows, Escape twice back to them; what came of it is said', async ({
  join,
}) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  await putLead(boss, { name: `Anitha ${tag}`, followUpDate: '2020-01-01' });
  await putLead(boss, { name: `Banu ${tag}` });
  await visit(staff);
  await expect(page.locator('.record-list [data-row-focus]').first()).toBeVisible();
  // It is there from the start: what is put in with its text is often not read.
  await expect(page.locator('[role=status][aria-live=polite]')).toHaveCount(1);
  await page.keyboard.press('/');
  await page.keyboard.type(tag);
  await expect(said(staff, '2 leads.')).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await expect(nameOf(staff, `Anitha ${tag}`)).toBeFocused();
  await filter(staff, 'Overdue', 1).focus();
  await page.keyboard.press('Space');
  await expect(said(staff, '1 lead.')).toBeAttached();
  await putLead(boss, { name: `Chitra ${tag}`, followUpDate: '2020-01-01' });
  // Whether it waits behind "1 new" or is placed depends on where the hand is; the count says that it is here.
  await expect(filter(staff, 'Overdue', 2)).toBeVisible();
  await filters(staff).getByRole('button', { name: 'All of follow-up' }).press('Enter');
  await expect(filter(staff, 'Overdue', 2)).toBeFocused();
  await expect(said(staff, '3 leads.')).toBeAttached();
  await page.getByRole('button', { name: 'Sort by name' }).press('Enter');
  await expect(said(staff, 'Sorted by name. 3 leads.')).toBeAttached();

  await page.keyboard.press('/');
  await page.keyboard.type('zzzz');
  await expect(said(staff, `No leads match. Nothing that you have access to matches “${tag}zzzz”.`)).toBeAttached();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await expect(page.locator('.record-list [data-row-focus]').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.record-list [data-row-focus]:focus')).toHaveCount(1);

  // A number that is on no lead: on to adding it.
  const number = phone();
  await page.keyboard.press('/');
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Add ${number} as new lead` })).toBeFocused();
});

test('one set of keys: contacts are searched, walked and looked into as leads are', async ({ join }) => {
  const one = await join(owner, wide);
  const two = await join(manager, wide);
  const { page } = one;
  const tag = word();
  const ids: string[] = [];
  for (const firstName of ['Anitha', 'Banu'])
    ids.push(String((await ask(two, 'POST', 'contacts', { firstName, lastName: tag, jobTitle: 'Buyer' }))['id']));
  await visit(one, 'contacts');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(tag);
  await expect(said(one, '2 contacts.')).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: `Anitha ${tag}` })).toBeFocused();
  await page.keyboard.press('Space');
  const card = page.locator(`[data-card="${ids[0]}"]`);
  await expect(card).toContainText('Buyer');
  await ask(two, 'PATCH', `contacts/${ids[0]}`, { jobTitle: 'Head of purchase' });
  await expect(card).toContainText('Head of purchase');
  await expect(page.getByRole('link', { name: `Anitha ${tag}` })).toBeFocused();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: `Banu ${tag}` })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Preview the contact');
});

test('what leaves with the key that was pressed leaves the keyboard where the next act is', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  await putLead(boss, { name: `Anitha ${tag}` });
  await visit(staff, `?q=${tag}`);
  // A message's button: back to where the keyboard was.
  await nameOf(staff, `Anitha ${tag}`).focus();
  await page.keyboard.press('s');
  await pick(staff, 'Trying to reach');
  await nameOf(staff, `Anitha ${tag}`).focus();
  await messages(staff).getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await expect(control(row(staff, `Anitha ${tag}`), 'Status: New')).toBeVisible();
  // A sheet that was opened from a menu: back to its button.
  const menu = page.getByRole('button', { name: 'Select, import and export' });
  await visit(boss, `?q=${tag}`);
  const theirs = boss.page.getByRole('button', { name: 'Select, import and export' });
  await theirs.press('Enter');
  await boss.page.getByRole('menuitem', { name: 'Import from a file' }).press('Enter');
  await expect(boss.page.getByRole('dialog', { name: 'Import leads' })).toBeVisible();
  await boss.page.keyboard.press('Escape');
  await expect(boss.page.getByRole('dialog')).toHaveCount(0);
  await expect(theirs).toBeFocused();
  // What the list shows in the place of rows.
  await expect(menu).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('zzzzzz');
  const clear = page.getByRole('button', { name: 'Clear search and filters' });
  await clear.press('Enter');
  await expect(page.locator('.record-list [data-row-focus]').first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.locator('.record-list [data-row-focus]:focus')).toHaveCount(1);
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog').getByLabel('Phone')).toBeFocused();
});

test('an export says that it began and that it is there, or why not; the connection says when it is lost and back', async ({
  join,
}) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page, context } = boss;
  const tag = word();
  await putLead(boss, { name: `Anitha ${tag}` });
  await visit(boss, `?q=${tag}`);
  await expect(row(boss, `Anitha ${tag}`)).toBeVisible();
  const begin = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Select, import and export' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Export what is shown' }).press('Enter');
  };
  const coming = page.waitForEvent('download');
  await begin();
  await expect(said(boss, 'Exporting leads…')).toBeAttached();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^leads-.*\.csv$/);
  await expect(said(boss, `Exported: ${file.suggestedFilename()} is in your downloads.`)).toBeAttached();
  await page.route('**/leads/export*', (route) => route.abort());
  await begin();
  await expect(messages(boss)).toContainText('The leads could not be exported. The server cannot be reached.');

  await context.setOffline(true);
  await expect(said(boss, 'Offline. Your changes are kept on this device')).toBeAttached({ timeout: 30_000 });
  await context.setOffline(false);
  await expect(said(boss, 'Back online.')).toBeAttached({ timeout: 30_000 });
  await visit(staff, `?q=${tag}`);
  await open(staff, `Anitha ${tag}`);
});
