import type { Locator, Page } from '@playwright/test';
import { admin, ask, expect, messages, owner, phone, rsPuram, test, visit, wide, word, type Seat } from './pages.ts';

const small = { viewport: { width: 390, height: 844 } };

const putContact = async (seat: Seat, values: Record<string, unknown> = {}): Promise<string> =>
  String((await ask(seat, 'POST', 'contacts', { firstName: 'Kavya', lastName: word(), ...values }))['id']);

const fitsInto = async (inner: Locator, outer: Locator): Promise<void> => {
  const [a, b] = [await inner.boundingBox(), await outer.boundingBox()];
  expect((a?.x ?? 0) + (a?.width ?? 9999)).toBeLessThanOrEqual((b?.x ?? 0) + (b?.width ?? 0));
};

for (const view of [wide, small])
  test(`a date with a time stays in its field at ${view.viewport.width} px`, async ({ join }) => {
    const seat = await join(owner, view);
    const id = await putContact(seat, { lastContactedDate: '2026-11-18T09:30:00Z' });
    await visit(seat, `contacts/${id}`);
    const record = seat.page.getByRole('complementary', { name: /Kavya/ });
    await record.getByRole('button', { name: /Last contacted/ }).click();
    await fitsInto(record.getByLabel('Last contacted: time'), record);
    await record.getByRole('combobox', { name: 'Last contacted' }).click();
    await expect(seat.page.getByRole('button', { name: 'Yesterday' })).toBeVisible();
    await expect(seat.page.getByRole('button', { name: 'Tomorrow' })).toHaveCount(0);
  });

test('the form of a contact does not scroll sideways on a phone, and can be cancelled', async ({ join }) => {
  const seat = await join(owner, small);
  await visit(seat, 'contacts');
  await seat.page.getByRole('button', { name: 'New contact' }).click();
  const form = seat.page.getByRole('dialog', { name: 'New contact' });
  const body = form.locator('[data-dialog-body]');
  expect(await body.evaluate((e) => e.scrollWidth - e.clientWidth)).toBe(0);
  await form.getByRole('button', { name: 'Cancel' }).click();
  await expect(form).toHaveCount(0);
});

test('a switch is turned in its place by the keyboard', async ({ join }) => {
  const seat = await join(admin, wide);
  const { page } = seat;
  const made = await ask(seat, 'POST', 'clinics', { name: word(), slug: word().toLowerCase() });
  await visit(seat, `clinics/${String(made['id'])}`);
  const record = page.getByRole('complementary', { name: String(made['name']) });
  const fact = record.getByRole('button', { name: /^Active/ });
  await expect(fact).toHaveText(/Yes/);
  await fact.focus();
  await page.keyboard.press('Enter');
  const flip = record.getByRole('switch', { name: 'Active' });
  await expect(flip).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(fact).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(flip).toBeFocused();
  await page.keyboard.press('Space');
  await expect(fact).toHaveText(/No/);
  await expect(fact).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(flip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(fact).toHaveText(/Yes/);
  await expect(fact).toBeFocused();
  await expect(messages(seat)).toContainText(`Active of ${String(made['name'])}`);
  await ask(seat, 'DELETE', `clinics/${String(made['id'])}`);
});

const place = async (page: Page): Promise<unknown> => {
  const tab = await page.getByRole('button', { name: /^All/ }).boundingBox();
  const grid = await page.getByRole('grid').boundingBox();
  return { x: tab?.x, y: tab?.y, top: grid?.y };
};
for (const [person, list] of [
  [admin, 'users'],
  [admin, 'clinics'],
  [owner, 'contacts'],
] as const)
  test(`nothing jumps when a record opens: ${list}`, async ({ join }) => {
    const seat = await join(person, wide);
    const { page } = seat;
    await visit(seat, list);
    const first = page.getByRole('row').nth(1);
    await expect(first.getByRole('link').or(first).first()).toBeVisible();
    await expect(page.getByRole('button', { name: /^All \d/ })).toBeVisible();
    const before = await place(page);
    await first.click();
    await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeVisible();
    expect(await place(page)).toEqual(before);
  });

test('the link picker offers what is called so first', async ({ join }) => {
  const seat = await join(owner, wide);
  const { page } = seat;
  const tag = word();
  await ask(seat, 'POST', 'companies', { name: `Aaa ${word()}`, tags: [tag] });
  await ask(seat, 'POST', 'companies', { name: `Big ${tag}` });
  await ask(seat, 'POST', 'companies', { name: `${tag} Hydro` });
  await visit(seat, 'contacts');
  await page.getByRole('button', { name: 'New contact' }).click();
  const company = page.getByRole('dialog', { name: 'New contact' }).getByRole('combobox', { name: 'Company' });
  await company.fill(tag.toLowerCase());
  await page.keyboard.press('Enter');
  await expect(company).toHaveValue(`${tag} Hydro`);
  await company.fill(tag);
  await expect(page.getByRole('option')).toHaveText([`${tag} Hydro`, `Big ${tag}`, /^Aaa/]);
});

test('an inline edit is said with the way back', async ({ join }) => {
  const seat = await join(owner, wide);
  const { page } = seat;
  const id = await putContact(seat, { lastName: 'Undoable' });
  await visit(seat, `contacts/${id}`);
  const record = page.getByRole('complementary', { name: /Kavya/ });
  await record.getByRole('button', { name: 'Last name' }).click();
  await record.getByRole('textbox', { name: 'Last name' }).fill('Changed');
  await page.keyboard.press('Enter');
  await expect(messages(seat)).toContainText('Last name of Kavya Undoable');
  await messages(seat).getByRole('button', { name: 'Undo' }).click();
  await expect(record.getByRole('button', { name: 'Last name' })).toHaveText(/Undoable/);
});

test('a search says in one word on a phone what would be cut off', async ({ join }) => {
  const seat = await join(owner, small);
  await visit(seat, 'contacts');
  await expect(seat.page.getByRole('searchbox', { name: 'Search contacts' })).toHaveAttribute('placeholder', 'Search');
});

test('clinics are added to a person, who reads which', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(rsPuram, wide);
  const { page } = boss;
  await visit(staff);
  const users = (await ask(boss, 'GET', 'users?limit=100')) as unknown as { id: string; email: string }[];
  const id = users.find((one) => one.email === rsPuram.email)?.id ?? '';
  await visit(boss, `users/${id}`);
  const record = page.getByRole('complementary', { name: rsPuram.name });
  const fact = record.getByRole('button', { name: /^Clinics/ });
  await fact.click();
  const picker = record.getByRole('combobox', { name: 'Clinics' });
  await picker.fill('Ganap');
  await page.keyboard.press('Enter');
  await expect(record.getByText(/Esc/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(fact).not.toHaveText(/Ganapathy/);
  await expect(fact).toBeFocused();
  await page.keyboard.press('Enter');
  await picker.fill('Ganap');
  await page.keyboard.press('Enter');
  await expect(record.getByRole('button', { name: 'Remove' })).toHaveCount(2);
  await page.keyboard.press('Tab');
  await expect(fact).toHaveText(/Ganapathy/);
  await expect(messages(staff)).toContainText('you now work for Ganapathy and RS Puram');
  await messages(boss).getByRole('button', { name: 'Undo' }).click();
  await expect(fact).not.toHaveText(/Ganapathy/);
});

test('a date with a time stays in the pane of a lead', async ({ join }) => {
  const seat = await join(admin, wide);
  const made = await ask(seat, 'POST', 'leads', {
    name: word(),
    phone: phone(),
    lastContactedAt: '2026-11-18T09:30:00Z',
  });
  await visit(seat, `leads/${String(made['id'])}`);
  const pane = seat.page.getByRole('complementary', { name: 'Open lead' });
  await pane
    .getByRole('button', { name: /^Last contacted/ })
    .first()
    .click();
  await fitsInto(pane.getByLabel('Last contacted: time'), pane);
});

test('at 1024 px the filters of users are still there beside a record', async ({ join }) => {
  const seat = await join(admin, { viewport: { width: 1024, height: 768 } });
  await visit(seat, 'users');
  await seat.page.getByRole('row').nth(1).click();
  await expect(seat.page.getByRole('button', { name: 'Close', exact: true })).toBeVisible();
  await expect(seat.page.getByRole('button', { name: 'Active', exact: true })).toBeInViewport({ ratio: 1 });
});

test('what is added and deleted is said once, with the way back', async ({ join }) => {
  const seat = await join(owner, wide);
  const { page } = seat;
  const tag = word();
  await visit(seat, 'contacts');
  await page.getByRole('button', { name: 'New contact' }).click();
  const form = page.getByRole('dialog', { name: 'New contact' });
  await form.getByLabel('First name').fill('Kavya');
  await form.getByLabel('Last name').fill(tag);
  await form.getByRole('button', { name: 'Add contact' }).click();
  await expect(messages(seat).getByRole('listitem')).toHaveText([new RegExp(`New contact Kavya ${tag}`)]);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete this contact' }).click();
  await expect(messages(seat).getByRole('listitem')).toHaveText([new RegExp(`Deletion of Kavya ${tag}`)]);
  await messages(seat).getByRole('button', { name: 'Undo' }).click();
  await expect(messages(seat)).toContainText(`Undone: Deletion of Kavya ${tag}`);
});
