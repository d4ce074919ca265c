import { v7 } from 'uuid';
import { problemsOn } from './accessibility.ts';
import {
  admin,
  ask,
  clinicId,
  expect,
  manager,
  messages,
  owner,
  phone,
  putLead,
  rsPuram,
  row,
  test,
  visit,
  wide,
  word,
} from './pages.ts';

test('a clinic with leads is deleted by moving them to another, seen there at once, and undone as one', async ({
  join,
}) => {
  const [seat, colleague] = [await join(admin, wide), await join(rsPuram, wide)];
  const { page } = seat;
  const [name, first, second] = [word(), word(), word()];
  const clinic = await ask(seat, 'POST', 'clinics', { name, slug: name.toLowerCase() });
  for (const lead of [first, second]) {
    const id = await putLead(seat, { name: lead, clinic: null });
    await ask(seat, 'POST', `leads/${id}/assign`, { clinicId: clinic['id'] });
  }
  await visit(colleague, 'leads');
  await visit(seat, `clinics/${String(clinic['id'])}`);
  await page.getByRole('complementary', { name }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete this clinic' }).click();

  const dialog = page.getByRole('dialog', { name: `${name} is in use` });
  await expect(dialog).toContainText('2 leads at this clinic');
  await expect(dialog.getByRole('button', { name: 'Move and delete' })).toBeDisabled();
  expect(await problemsOn(page)).toEqual([]);
  await dialog.getByRole('combobox', { name: 'Move them to' }).click();
  await page.keyboard.type('RS Pu');
  await expect(page.getByRole('option', { name: 'RS Puram' })).toBeVisible();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Move and delete' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0);
  await colleague.page.getByRole('searchbox').first().fill(first);
  await expect(row(colleague, first)).toBeVisible();

  await messages(seat).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
  await expect(row(colleague, first)).toHaveCount(0);
  const leads = (await ask(seat, 'GET', `leads?clinicId=${String(clinic['id'])}`)) as unknown as { name: string }[];
  expect(leads.map((lead) => lead.name).toSorted()).toEqual([first, second].toSorted());
  await ask(seat, 'DELETE', `clinics/${String(clinic['id'])}?moveTo=${await clinicId(seat, 'RS Puram')}`);
});

test('a clinic is closed from its record with its leads moved, and kept open by Cancel', async ({ join }) => {
  const seat = await join(admin, wide);
  const { page } = seat;
  const name = word();
  const clinic = await ask(seat, 'POST', 'clinics', { name, slug: name.toLowerCase() });
  const id = await putLead(seat, { name: word(), clinic: null });
  await ask(seat, 'POST', `leads/${id}/assign`, { clinicId: clinic['id'] });
  await visit(seat, `clinics/${String(clinic['id'])}`);
  const active = page.getByRole('complementary', { name }).getByRole('button', { name: /^Active/ });
  const close = async (): Promise<void> => {
    await active.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
  };
  const dialog = page.getByRole('dialog', { name: `${name} is in use` });
  await close();
  await expect(dialog).toContainText('1 lead at this clinic');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(active).toHaveText(/Yes/);
  await close();
  await dialog.getByRole('combobox', { name: 'Move them to' }).fill('RS Puram');
  await expect(page.getByRole('option', { name: 'RS Puram' })).toBeVisible();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Move and make inactive' }).click();
  await expect(active).toHaveText(/No/);
  const lead = await ask(seat, 'GET', `leads/${id}`);
  expect(lead['clinicId']).toBe(await clinicId(seat, 'RS Puram'));
  await ask(seat, 'DELETE', `clinics/${String(clinic['id'])}`);
});

test('a person leaves, and what is theirs stays or is given to a colleague, undone as one', async ({ join }) => {
  const [boss, colleague] = [await join(owner, wide), await join(manager, wide)];
  const { page } = boss;
  const [name, firm] = [word(), word()];
  const email = `${name.toLowerCase()}@litedesk.example`;
  const person = await ask(boss, 'POST', 'users', { name, email, role: 'user' });
  const heir = await ask(boss, 'POST', 'users', { name: `Heir ${name}`, email: `heir-${email}`, role: 'user' });
  const { id } = await ask(boss, 'POST', 'contacts', { firstName: firm, assignedTo: person['id'] });
  const assigned = async (): Promise<unknown> => (await ask(boss, 'GET', `contacts/${String(id)}`))['assignedTo'];
  await visit(boss, `users/${String(person['id'])}`);
  const active = page.getByRole('complementary', { name }).getByRole('button', { name: /^Active/ });
  const leave = async (): Promise<void> => {
    await active.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
  };
  const dialog = page.getByRole('dialog', { name: `${name} is in use` });
  await leave();
  await expect(dialog).toContainText('1 contact linked to this user');
  expect(await problemsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Only make inactive' }).click();
  await expect(active).toHaveText(/No/);
  await expect.poll(assigned).toBe(person['id']);
  await messages(boss).getByRole('button', { name: 'Undo' }).click();
  await expect(active).toHaveText(/Yes/);

  await visit(colleague, `contacts/${String(id)}`);
  await leave();
  await dialog.getByRole('combobox', { name: 'Move them to' }).fill(`Heir ${name}`);
  await expect(page.getByRole('option', { name: `Heir ${name}` })).toBeVisible();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Move and make inactive' }).click();
  await expect(active).toHaveText(/No/);
  await expect(colleague.page.getByRole('complementary', { name: firm })).toContainText(`Heir ${name}`);
  await messages(boss).getByRole('button', { name: 'Undo' }).click();
  await expect(active).toHaveText(/Yes/);
  await expect.poll(assigned).toBe(person['id']);

  // From the form, which closes once it is done, and stays where it is not.
  await page.getByRole('complementary', { name }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Edit all fields' }).click();
  const form = page.getByRole('dialog', { name: /^Edit/ });
  await form.getByRole('switch', { name: 'Active' }).press('Space');
  await form.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(form).toBeVisible();
  await form.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Only make inactive' }).click();
  await expect(form).toHaveCount(0);
  await expect(active).toHaveText(/No/);
  for (const path of [`contacts/${String(id)}`, `users/${String(person['id'])}`, `users/${String(heir['id'])}`])
    await ask(boss, 'DELETE', path);
});

test('a clinic with more leads than one mutation moves is deleted with all of them moved, as one act', async ({
  join,
}) => {
  test.slow();
  const seat = await join(admin, wide);
  const { page } = seat;
  const name = word();
  const clinic = await ask(seat, 'POST', 'clinics', { name, slug: name.toLowerCase() });
  const many = 1_100;
  for (let from = 0; from < many; from += 100)
    await ask(seat, 'POST', 'mutations', {
      mutations: Array.from({ length: 100 }, () => ({
        mid: v7(),
        name: 'leads.create',
        args: { name: word(), phone: phone(), clinicId: clinic['id'] },
      })),
    });
  await visit(seat, `clinics/${String(clinic['id'])}`);
  await page.getByRole('complementary', { name }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete this clinic' }).click();
  const dialog = page.getByRole('dialog', { name: `${name} is in use` });
  await expect(dialog).toContainText('1,100 leads at this clinic');
  await dialog.getByRole('combobox', { name: 'Move them to' }).fill('Vadavalli');
  await expect(page.getByRole('option', { name: 'Vadavalli' })).toBeVisible();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Move and delete' }).click();
  const done = messages(seat).filter({ hasText: `${name} deleted, 1,100 moved.` });
  await expect(done).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0);
  await done.getByRole('button', { name: 'Undo' }).click();
  await expect(messages(seat)).toContainText('1,101 changes undone.', { timeout: 60_000 });
  await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
  const left = (await ask(seat, 'GET', `leads?clinicId=${String(clinic['id'])}&limit=200`)) as unknown as {
    id: string;
  }[];
  expect(left).toHaveLength(200);
  // The demonstration's clinics are as they were for the other journeys.
  for (let ids = left; ids.length > 0;) {
    const mutations = ids.map(({ id }) => ({ mid: v7(), name: 'leads.delete', args: { id } }));
    await ask(seat, 'POST', 'mutations', { mutations });
    ids = (await ask(seat, 'GET', `leads?clinicId=${String(clinic['id'])}&limit=200`)) as unknown as { id: string }[];
  }
  await ask(seat, 'DELETE', `clinics/${String(clinic['id'])}`);
});

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

test('the bin says what went wrong and tries again; who may not delete has none', async ({ join }) => {
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
  await expect(staff.page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
});
