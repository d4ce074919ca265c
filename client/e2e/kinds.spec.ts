import { ask, expect, manager, owner, test, visit, wide, word, type Seat } from './pages.ts';

const recordOf = ({ page }: Seat, name: string) => page.getByRole('complementary', { name });

test('two people change two lines of a deal by the keyboard, and both changes stay', async ({ join }) => {
  const [one, two] = [await join(owner, wide), await join(manager, wide)];
  const name = `Pumps ${word()}`;
  const lines = [
    { id: 'pump', description: 'Pump', quantity: 1, price: 100_000 },
    { id: 'valve', description: 'Valve', quantity: 1, price: 5_000 },
  ];
  const deal = await ask(one, 'POST', 'deals', { name, lineItems: lines });
  for (const seat of [one, two]) {
    await visit(seat, `deals/${String(deal['id'])}`);
    await recordOf(seat, name)
      .getByRole('button', { name: /^Lines: / })
      .press('Enter');
  }
  await recordOf(one, name).getByRole('textbox', { name: 'Quantity, line 1' }).fill('5');
  await recordOf(two, name).getByRole('textbox', { name: 'Quantity, line 2' }).fill('7');
  await one.page.keyboard.press('Control+Enter');
  await expect(recordOf(two, name)).toContainText('₹5,050');
  await two.page.keyboard.press('Control+Enter');
  for (const seat of [one, two]) {
    await expect(recordOf(seat, name)).toContainText('₹5,350');
    await expect(recordOf(seat, name).getByRole('listitem').filter({ hasText: 'Pump' })).toContainText('Quantity5');
    await expect(recordOf(seat, name).getByRole('listitem').filter({ hasText: 'Valve' })).toContainText('Quantity7');
  }
});

test('a line is added and moved without a mouse', async ({ join }) => {
  const seat = await join(owner, wide);
  const name = `Valves ${word()}`;
  const deal = await ask(seat, 'POST', 'deals', { name, lineItems: [{ id: 'a', description: 'First', price: 100 }] });
  await visit(seat, `deals/${String(deal['id'])}`);
  const record = recordOf(seat, name);
  await record.getByRole('button', { name: /^Lines: / }).press('Enter');
  await record.getByRole('button', { name: 'Add a line' }).press('Enter');
  await record.getByRole('textbox', { name: 'Description, line 2' }).fill('Second');
  await record.getByRole('textbox', { name: 'Price, line 2' }).fill('2.50');
  await record.getByRole('textbox', { name: 'Description, line 2' }).press('Alt+ArrowUp');
  await expect(record.getByRole('textbox', { name: 'Description, line 1' })).toHaveValue('Second');
  await seat.page.keyboard.press('Control+Enter');
  await expect(record.getByRole('listitem').filter({ hasText: 'Second' })).toContainText('₹2.50');
  await expect(record.getByRole('button', { name: /^Lines: .*Second.*First/ })).toBeVisible();
});

test('a web address is a link that can do nothing to the page, and nothing else becomes one', async ({ join }) => {
  const seat = await join(owner, wide);
  const name = `Kongu ${word()}`;
  const company = await ask(seat, 'POST', 'companies', { name, website: 'kongu.example/valves' });
  await visit(seat, `companies/${String(company['id'])}`);
  const record = recordOf(seat, name);
  const link = record.getByRole('link', { name: 'Open website in a new tab' });
  await expect(link).toHaveAttribute('href', 'https://kongu.example/valves');
  await expect(link).toHaveAttribute('rel', /noopener/);
  await record.getByRole('button', { name: /^Website: / }).press('Enter');
  await record.getByRole('textbox', { name: 'Website' }).fill('javascript:alert(1)');
  await seat.page.keyboard.press('Enter');
  await expect(record.getByRole('alert')).toContainText('is not a web address');
});

test('a task is about a company, found by typing, and stands with the company', async ({ join }) => {
  const seat = await join(owner, wide);
  const [name, title] = [`Velan ${word()}`, `Call ${word()}`];
  const company = await ask(seat, 'POST', 'companies', { name });
  await visit(seat, 'tasks');
  await seat.page.getByRole('button', { name: 'New task' }).click();
  const form = seat.page.getByRole('dialog', { name: 'New task' });
  await form.getByRole('textbox', { name: 'Task' }).fill(title);
  const picker = form.getByRole('combobox', { name: 'About: company' });
  await picker.pressSequentially(name);
  await expect(seat.page.getByRole('option', { name })).toBeVisible();
  await picker.press('Enter');
  await expect(picker).toHaveValue(name);
  await form.getByRole('button', { name: 'Add task' }).click();
  await expect(recordOf(seat, title)).toContainText(`Company${name}`);
  await visit(seat, `companies/${String(company['id'])}`);
  await expect(recordOf(seat, name).getByRole('link', { name: title })).toBeVisible();
});
