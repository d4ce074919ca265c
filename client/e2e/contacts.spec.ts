import { readFile } from 'node:fs/promises';
import { expect, manager, messages, owner, phone, test, visit, word } from './pages.ts';

test('a contact is created, changed and seen live in a second window', async ({ join }) => {
  const one = await join(owner);
  const two = await join(manager);
  const tag = word();
  await visit(one, 'contacts');
  await visit(two, `contacts?q=${tag}`);
  await one.page.getByRole('button', { name: 'New contact' }).click();
  const form = one.page.getByRole('dialog', { name: 'New contact' });
  await form.getByLabel('First name').fill('Kavya');
  await form.getByLabel('Last name').fill(tag);
  await form.getByLabel('Mobile').fill(phone());
  await form.getByRole('button', { name: 'Add contact' }).click();
  await expect(one.page.getByRole('complementary', { name: `Kavya ${tag}` })).toBeVisible();
  await expect(two.page.getByRole('row').filter({ hasText: tag })).toBeVisible();

  const record = one.page.getByRole('complementary', { name: `Kavya ${tag}` });
  await record.getByRole('button', { name: 'First name' }).click();
  await record.getByRole('textbox', { name: 'First name' }).fill('Kavitha');
  await one.page.keyboard.press('Enter');
  await expect(two.page.getByRole('row').filter({ hasText: `Kavitha ${tag}` })).toBeVisible();
});

test('a spreadsheet comes in, and goes out again', async ({ join }) => {
  const { page, ...seat } = await join(owner);
  const tag = word();
  await visit({ page, ...seat }, `contacts?q=${tag}`);
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: /Import/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Import contacts' });
  const csv = `First name,Last name,Email,Mobile\nKavya,${tag},kavya.${tag}@example.com,${phone()}\nMeena,${tag},,${phone()}\n,${tag},broken,1\n`;
  await sheet
    .getByLabel('File to import')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await sheet.getByRole('button', { name: 'Import 2 contacts' }).click();
  await sheet.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row').filter({ hasText: tag })).toHaveCount(2);

  await page.getByRole('button', { name: 'Import and export' }).click();
  const coming = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /Export what is shown/ }).click();
  const saved = await readFile(await (await coming).path(), 'utf8');
  expect(saved.split('\n').filter((line) => line.includes(tag))).toHaveLength(2);
  await expect(messages({ page })).not.toContainText(/wrong|failed/);
});
