import { admin, ask, clinicId, expect, manager, owner, putLead, row, test, visit, wide, word } from './pages.ts';

test('the queue’s headline is of all that wait, as they are now, though its rows stand still', async ({ join }) => {
  const boss = await join(admin, wide);
  const two = await join(admin, wide);
  const tag = word();
  const first = await putLead(boss, { name: `Anitha ${tag}`, clinic: null });
  await putLead(boss, { name: `Banu ${tag}`, clinic: null });
  await visit(boss, `tbd?q=${tag}`);
  await expect(boss.page.locator('[data-total]')).toHaveText('2 leads');
  await row(boss, `Banu ${tag}`).hover();
  const third = await putLead(two, { name: `Chitra ${tag}`, clinic: null });
  await expect(boss.page.locator('[data-total]')).toHaveText('3 leads');
  await expect(row(boss, `Chitra ${tag}`)).toHaveCount(0);
  for (const id of [first, third])
    await ask(two, 'PATCH', `leads/${id}`, { clinicId: await clinicId(two, 'Ganapathy') });
  await expect(boss.page.locator('[data-total]')).toHaveText('1 lead');
  await expect(row(boss, `Anitha ${tag}`)).toBeVisible();
});

test('a derived list’s headline counts what its filter holds, live, with and without tabs', async ({ join }) => {
  const one = await join(owner, wide);
  const two = await join(manager, wide);
  const { page } = one;
  const tag = word();
  const total = page.locator('[data-total]');
  const add = async (name: string): Promise<string> =>
    String((await ask(two, 'POST', 'items', { name: `${name} ${tag}`, unitPrice: 1000 }))['id']);
  await visit(one, `items?q=${tag}`);
  await expect(page.getByRole('heading', { name: 'No items match' })).toBeVisible();
  const first = await add('Chair');
  await expect(total).toHaveText('1 item');
  // The list stands still under the pointer; its headline does not.
  await page
    .getByRole('row')
    .filter({ hasText: `Chair ${tag}` })
    .hover();
  await add('Lamp');
  await add('Table');
  await expect(total).toHaveText('3 items');
  await expect(page.getByRole('button', { name: /2 new/ })).toBeVisible();
  await ask(one, 'DELETE', `items/${first}`);
  await expect(total).toHaveText('2 items');

  const boss = await join(owner, wide);
  await ask(boss, 'POST', 'teams', { name: `North ${tag}` });
  await visit(one, `teams?q=${tag}`);
  await expect(total).toHaveText('1 team');
  await ask(boss, 'POST', 'teams', { name: `South ${tag}` });
  await expect(total).toHaveText('2 teams');
});
