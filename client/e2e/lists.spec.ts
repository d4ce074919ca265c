import type { Locator } from '@playwright/test';
import {
  admin,
  ask,
  control,
  expect,
  filter,
  filters,
  ganapathy,
  manager,
  open,
  owner,
  pane,
  phone,
  putLead,
  row,
  test,
  visit,
  wide,
  word,
  type Seat,
} from './pages.ts';

const putContact = async (seat: Seat, firstName: string, lastName: string): Promise<string> =>
  String((await ask(seat, 'POST', 'contacts', { firstName, lastName }))['id']);

const contactRow = ({ page }: Seat, name: string): Locator => page.getByRole('row').filter({ hasText: name });
const record = ({ page }: Seat, name: string): Locator => page.getByRole('complementary', { name });

test('new rows come after a click, once the pointer has left', async ({ join }) => {
  const one = await join(owner, wide);
  const two = await join(manager, wide);
  const { page } = one;
  const tag = word();
  await putContact(two, 'Kavya', tag);
  await visit(one, `contacts?q=${tag}`);
  await contactRow(one, 'Kavya').click();
  await expect(record(one, `Kavya ${tag}`)).toBeVisible();
  await record(one, `Kavya ${tag}`).getByRole('button', { name: 'Close' }).click();
  await contactRow(one, 'Kavya').click();
  // Under the pointer nothing moves.
  await putContact(two, 'Anitha', tag);
  await expect(page.getByRole('button', { name: /1 new/ })).toBeVisible();
  await expect(contactRow(one, 'Anitha')).toHaveCount(0);
  await page.mouse.move(10, 10);
  await expect(contactRow(one, 'Anitha')).toBeVisible();
  await putContact(two, 'Banu', tag);
  await expect(contactRow(one, 'Banu')).toBeVisible();
});

test('a list that emptied under the pointer shows what comes next', async ({ join }) => {
  const one = await join(owner, wide);
  const two = await join(manager, wide);
  const tag = word();
  const id = await putContact(one, 'Kavya', tag);
  await visit(one, `contacts?q=${tag}`);
  await contactRow(one, 'Kavya').hover();
  await ask(one, 'DELETE', `contacts/${id}`);
  await one.page.getByRole('button', { name: /1 gone/ }).click();
  await expect(one.page.getByText('No contacts match')).toBeVisible();
  await putContact(two, 'Anitha', tag);
  await expect(contactRow(one, 'Anitha')).toBeVisible();
});

test('Back leads to the list, however many records were walked through', async ({ join }) => {
  const seat = await join(owner, wide);
  const { page } = seat;
  const tag = word();
  await putContact(seat, 'Anitha', tag);
  await putContact(seat, 'Banu', tag);
  await visit(seat, 'contacts');
  await page.getByRole('searchbox', { name: 'Search contacts' }).fill(tag);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: `Anitha ${tag}` })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(record(seat, `Anitha ${tag}`).getByRole('heading', { level: 2 })).toBeFocused();
  await page.keyboard.press('j');
  await expect(record(seat, `Banu ${tag}`)).toBeVisible();
  await page.keyboard.press('k');
  await expect(record(seat, `Anitha ${tag}`)).toBeVisible();
  await page.goBack();
  await expect(record(seat, `Anitha ${tag}`)).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`/contacts\\?q=${tag}$`));
  await contactRow(seat, 'Banu').click();
  await expect(record(seat, `Banu ${tag}`)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(record(seat, `Banu ${tag}`)).toHaveCount(0);
  await expect(page.getByRole('link', { name: `Banu ${tag}` })).toBeFocused();
  // What was closed does not come back; a filter is a step of its own.
  await page.getByRole('button', { name: /^Inactive/ }).click();
  await expect(page.getByText('No contacts match')).toBeVisible();
  await page.goBack();
  await expect(contactRow(seat, 'Banu')).toBeVisible();
  await expect(record(seat, `Banu ${tag}`)).toHaveCount(0);
});

test('no name of a person is in the title of a tab', async ({ join }) => {
  const seat = await join(owner, wide);
  const boss = await join(admin, wide);
  const tag = word();
  const id = await putContact(seat, 'Kavya', tag);
  await visit(seat, `contacts/${id}`);
  await expect(record(seat, `Kavya ${tag}`)).toBeVisible();
  await expect(seat.page).toHaveTitle('Contact · LiteDesk Demo');
  await seat.page.keyboard.press('Escape');
  await expect(seat.page).toHaveTitle('Contacts · LiteDesk Demo');
  const users = (await ask(boss, 'GET', 'users?limit=100')) as unknown as { id: string; email: string }[];
  await visit(boss, `users/${users.find((one) => one.email === ganapathy.email)?.id ?? ''}`);
  await expect(record(boss, ganapathy.name)).toBeVisible();
  await expect(boss.page).toHaveTitle('User · AVM Smiles');
  await putLead(boss, { name: `Meena ${tag}` });
  await visit(boss, `?q=${tag}`);
  await open(boss, `Meena ${tag}`);
  await expect(boss.page).toHaveTitle('Lead · AVM Smiles');
});

test('what I undo myself is in its place at once', async ({ join }) => {
  const boss = await join(admin, wide);
  const { page } = boss;
  const tag = word();
  for (const name of ['Kavya', 'Meena']) await putLead(boss, { name: `${name} ${tag}`, clinic: null });
  await visit(boss, `tbd?q=${tag}`);
  await row(boss, `Kavya ${tag}`).getByRole('link').first().focus();
  await page.keyboard.press('a');
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
  await page.keyboard.press('1');
  await expect(row(boss, `Kavya ${tag}`)).toHaveCount(0);
  await expect(row(boss, `Meena ${tag}`).getByRole('link').first()).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(row(boss, `Kavya ${tag}`)).toBeVisible();
});

test('a colleague’s change moves neither the focus nor a click from the filters', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}`, followUpDate: '2020-01-01' });
  await visit(staff, `?q=${tag}`);
  const overdue = filter(staff, 'Overdue', 1);
  await overdue.focus();
  await page.keyboard.press('Space');
  await expect(overdue).toBeChecked();
  await expect(overdue).toBeFocused();
  await putLead(boss, { name: `Tara ${tag}`, followUpDate: '2020-01-01' });
  await expect(filter(staff, 'Overdue', 2)).toBeFocused();
  const upcoming = filters(staff).getByText('Upcoming');
  await upcoming.hover();
  await page.mouse.down();
  await putLead(boss, { name: `Meena ${tag}`, followUpDate: '2020-01-01' });
  await expect(filter(staff, 'Overdue', 3)).toBeVisible();
  await page.mouse.up();
  await expect(page).toHaveURL(/followUp=overdue%2Cupcoming|followUp=overdue,upcoming/);
});

test('a lead that was added by keyboard has the focus, and is no duplicate of itself', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = staff;
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}` });
  await visit(staff, `?q=${tag}`);
  await open(staff, `Kavya ${tag}`);
  await row(staff, `Kavya ${tag}`)
    .getByRole('link', { name: `Kavya ${tag}`, exact: true })
    .focus();
  await page.evaluate(() => {
    const seen = new MutationObserver(() => {
      if (document.body.innerText.includes('on a lead already')) document.body.dataset['warned'] = 'yes';
    });
    seen.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await page.keyboard.press('n');
  await page.keyboard.type(phone());
  await page.keyboard.press('Tab');
  await page.keyboard.type(`Meena ${tag}`);
  await page.keyboard.press('Enter');
  const heading = pane(staff).getByRole('heading', { level: 2 });
  await expect(heading).toHaveText(`Meena ${tag}`);
  await expect(heading).toBeFocused();
  await expect(control(pane(staff), 'Status: New')).toBeVisible();
  await expect(page.locator('body')).not.toHaveAttribute('data-warned', 'yes');
});

test('several facts are changed in one form', async ({ join }) => {
  const one = await join(owner, wide);
  const two = await join(manager, wide);
  const tag = word();
  const id = await putContact(one, 'Kavya', tag);
  await visit(one, `contacts/${id}`);
  await visit(two, `contacts/${id}`);
  await one.page.getByRole('button', { name: 'More' }).click();
  await one.page.getByRole('menuitem', { name: 'Edit all fields' }).click();
  const form = one.page.getByRole('dialog', { name: 'Edit contact' });
  await form.getByLabel('First name').fill('Kavitha');
  await form.getByLabel('Job title').fill('Buyer');
  // Another field, changed meanwhile by a colleague, is no conflict.
  await ask(two, 'PATCH', `contacts/${id}`, { department: 'Purchase' });
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(form).toHaveCount(0);
  const theirs = record(two, `Kavitha ${tag}`);
  await expect(theirs.getByRole('button', { name: 'Job title' })).toHaveText(/Buyer/);
  await expect(theirs.getByRole('button', { name: 'Department' })).toHaveText(/Purchase/);
  await expect(theirs.getByRole('region', { name: 'Timeline' })).toContainText(
    'changed first name from Kavya to Kavitha',
  );
});
