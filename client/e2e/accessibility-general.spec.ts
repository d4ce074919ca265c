import { expectFair } from './accessibility.ts';
import { admin, ask, expect, owner, pane, putLead, row, small, test, visit, wide, word } from './pages.ts';

test.describe.configure({ timeout: 180_000 });

test('every derived screen can be used by everyone', async ({ join }) => {
  // Low: a few rows say what many do.
  const one = await join(owner, { viewport: { width: 1440, height: 480 } });
  const { page } = one;
  const fair = (state: string): Promise<void> => expectFair(page, state);
  const title = `Fair ${word()}`;
  const { id } = await ask(one, 'POST', 'tasks', { title });
  await ask(one, 'POST', 'subtasks', { taskId: id, title: 'Book the stall' });
  for (const place of ['companies', 'deals', 'items', 'users', 'teams', 'choiceSets', 'importedWords', 'settings']) {
    await visit(one, place);
    await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0);
    await fair(place);
  }
  await visit(one, `tasks/${String(id)}`);
  await expect(page.getByRole('checkbox', { name: 'Done: Book the stall' })).toBeVisible();
  await fair('a task with its steps');

  await visit(one, 'contacts?q=ra');
  await page.getByRole('row').nth(1).hover();
  await fair('contacts, a row under the pointer');
  await page.getByRole('row').nth(1).getByRole('link').focus();
  await page.keyboard.press('Space');
  await expect(page.locator('[data-card]')).toBeVisible();
  await fair('preview of a contact');
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('region', { name: 'Selected' })).toBeVisible();
  await fair('several contacts selected');
  await page.keyboard.press('Escape');
  await page.getByRole('row').nth(1).getByRole('link').click();
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
  await fair('contact');
  await visit(one, 'contacts?q=ra');
  await page.getByRole('button', { name: 'Assigned to', exact: true }).last().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await fair('filter of a field');
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('zzzzzz');
  await expect(page.getByText('No contacts match')).toBeVisible();
  await fair('no contact matches');
  await page.getByRole('button', { name: 'New contact' }).click();
  const form = page.getByRole('dialog', { name: 'New contact' });
  await form.getByRole('button', { name: 'Add contact' }).click();
  await expect(form.locator('[aria-invalid=true]').first()).toBeVisible();
  await fair('new contact, with errors');
  await page.keyboard.press('Escape');

  await visit(one, 'contacts?q=zzzzzz');
  await page.getByRole('button', { name: 'Select, import and export' }).click();
  await page.getByRole('menuitem', { name: /Import/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Import contacts' });
  await expect(sheet.getByLabel('File to import')).toBeAttached();
  await fair('import');
  const rows = ['First name,Last name,Mobile,Type,Shoe size', 'Selvi,Raj,98430 12345,Somebody,38', ',,12,,'];
  await sheet
    .getByLabel('File to import')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  await expect(sheet.getByRole('heading', { name: 'Preview' })).toBeVisible();
  await fair('import, looked at before');

  await visit(one, 'customFields');
  await page.getByRole('button', { name: 'New custom field' }).click();
  await expect(page.getByRole('dialog').getByLabel('Label')).toBeVisible();
  await fair('new custom field');
});

test('on a phone, and before one has signed in, everything can be used by everyone', async ({ join }) => {
  const newcomer = await join(admin, { ...wide, colorScheme: 'dark', signedIn: false });
  for (const [path, heading] of [
    ['/', 'Which workspace is yours?'],
    ['/no-such-place/', /workspace/],
    ['/avmsmiles/login', /Sign in/],
    ['/platform/', /./],
  ] as const) {
    await newcomer.page.goto(path);
    await expect(newcomer.page.getByRole('heading', { name: heading }).first()).toBeVisible();
    await expectFair(newcomer.page, path);
  }
  await newcomer.page.goto('/avmsmiles/login');
  await newcomer.page.getByLabel('Email').fill('unknown@avmsmiles.example');
  await newcomer.page.getByLabel('Password', { exact: true }).fill('not the password');
  await newcomer.page.keyboard.press('Enter');
  await expect(newcomer.page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible();
  await expectFair(newcomer.page, 'wrong password');

  const boss = await join(admin, { ...small, colorScheme: 'dark' });
  const { page } = boss;
  const fair = (state: string): Promise<void> => expectFair(page, `on a phone: ${state}`);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}`, followUpDate: '2020-01-01', nextAction: 'Ring' });
  await putLead(boss, { name: `Meena ${tag}`, clinic: null });
  await visit(boss, `?q=${tag}&status=new`);
  await expect(row(boss, `Kavya ${tag}`)).toBeVisible();
  await fair('list');
  await page.getByRole('button', { name: /^Filters/ }).tap();
  await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible();
  await fair('filters');
  await page.getByRole('button', { name: /^Show/ }).tap();
  await row(boss, `Kavya ${tag}`).tap();
  await expect(pane(boss).getByRole('region', { name: 'Timeline' })).toContainText('added');
  await fair('lead');
  await pane(boss).getByRole('button', { name: 'Outcome' }).tap();
  await pane(boss).getByRole('radio', { name: 'Connected' }).tap();
  await fair('how a call went');
  await visit(boss, `tbd?q=${tag}`);
  await expect(row(boss, `Meena ${tag}`)).toBeVisible();
  await fair('unassigned');
  await visit(boss, 'clinics');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await fair('clinics');
});
