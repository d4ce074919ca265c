import { v7 } from 'uuid';
import { problemsOn } from './accessibility.ts';
import { admin, ask, expect, messages, phone, putLead, rsPuram, test, visit, wide, word } from './pages.ts';

test('what was deleted is found and restored by keyboard, while a colleague does the same', async ({ join }) => {
  const [seat, other] = [await join(admin, wide), await join(admin, wide)];
  const { page } = seat;
  const family = word();
  const [first, second, third] = ['Anbu', 'Bala', 'Chitra'].map((given) => `${given} ${family}`) as [
    string,
    string,
    string,
  ];
  for (const name of [first, second]) await ask(seat, 'DELETE', `leads/${await putLead(seat, { name })}`);

  await visit(seat, 'leads');
  await page.getByRole('button', { name: 'Select, import and export' }).click();
  await page.getByRole('menuitem', { name: /Deleted leads/ }).click();
  await expect(page.getByRole('heading', { name: 'Deleted leads' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(family);
  const list = page.getByRole('list', { name: 'Deleted leads' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list.getByRole('listitem').first()).toContainText(second);
  await expect(list.getByRole('listitem').first()).toContainText(`by ${admin.name}`);
  expect(await problemsOn(page)).toEqual([]);

  await list.getByRole('button', { name: `Restore ${second}` }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('button', { name: `Restore ${first}` })).toBeFocused();
  // What a colleague deletes meanwhile moves nothing under the keyboard.
  await ask(other, 'DELETE', `leads/${await putLead(other, { name: third })}`);
  await expect(page.getByRole('button', { name: 'Show 1 more that came in' })).toBeVisible();
  await expect(list.getByRole('button', { name: `Restore ${first}` })).toBeFocused();
  // The news of the restoration asks again before that which it asked for itself is answered.
  let asked = 0;
  await page.route('**/leads/bin?*', (route) => (++asked === 1 ? undefined : route.continue()));
  await page.keyboard.press('Enter');
  await expect(messages(seat)).toContainText(`${first} is restored.`);
  await expect(list).toContainText(third);
  await page.unroute('**/leads/bin?*');
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list.getByRole('button', { name: `Restore ${second}` })).toBeFocused();

  await visit(other, 'bin/leads');
  await other.page.getByRole('searchbox').fill(family);
  await other.page.getByRole('button', { name: `Restore ${second}` }).click();
  await expect(messages(other)).toContainText(`${second} is restored.`);
  await expect(list.getByText('Restored', { exact: true })).toBeVisible();
  // Neither the keyboard nor the pointer is at the rows now.
  await page.getByRole('searchbox').focus();
  await page.mouse.move(5, 5);
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('searchbox').fill(word());
  await expect(page.getByRole('heading', { name: /^No deleted leads match/ })).toBeVisible();
});

test('the bin says what went wrong and tries again; each has what they may delete', async ({ join }) => {
  const [seat, staff] = [await join(admin, wide), await join(rsPuram, wide)];
  const { page } = seat;
  await visit(seat, 'clinics');
  await page.route('**/clinics/bin?*', (route) => route.abort());
  await page.getByRole('button', { name: 'Select, import and export' }).click();
  await page.getByRole('menuitem', { name: /Deleted clinics/ }).click();
  const failure = page.getByRole('alert').filter({ hasText: 'Deleted clinics could not be loaded' });
  await expect(failure).toBeVisible();
  await page.unroute('**/clinics/bin?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(failure).toHaveCount(0);
  await visit(staff, 'bin/leads');
  await expect(staff.page.getByRole('heading', { name: 'No deleted notes' })).toBeVisible();
  await expect(staff.page.getByRole('heading', { name: 'Deleted leads' })).toHaveCount(0);

  // More than are shown at first: the rest is one key away, and the keyboard goes on with it.
  const family = word();
  const made = Array.from({ length: 60 }, (_, at) => ({ id: v7(), name: `${family} ${at}`, phone: phone() }));
  for (const mutations of [
    made.map((args) => ({ mid: v7(), name: 'leads.create', args })),
    made.map(({ id }) => ({ mid: v7(), name: 'leads.delete', args: { id } })),
  ])
    await ask(seat, 'POST', 'mutations', { mutations });
  await visit(seat, 'bin/leads');
  // Without the search they are the latest that were deleted, too.
  const searched = page.waitForResponse((answer) => answer.url().includes(`q=${family}`));
  await page.getByRole('searchbox').fill(family);
  await searched;
  const rows = page.getByRole('list', { name: 'Deleted leads' }).getByRole('listitem');
  await expect(rows).toHaveCount(50);
  await page.getByRole('button', { name: 'Show more' }).press('Enter');
  await expect(rows).toHaveCount(60);
  await expect(rows.nth(50).getByRole('button')).toBeFocused();
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(0);
});
