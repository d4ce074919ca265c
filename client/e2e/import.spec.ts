import {
  admin,
  ask,
  expect,
  ganapathy,
  messages,
  phone,
  putLead,
  rsPuram,
  test,
  visit,
  word,
  type Seat,
} from './pages.ts';

const openImport = async ({ page }: Pick<Seat, 'page'>, many: string) => {
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: /Import/ }).click();
  return page.getByRole('dialog', { name: `Import ${many}` });
};

const file = (text: string) => ({ name: 'enquiries.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a file that says little is asked about: which row names the columns, dates, and a new word', async ({ join }) => {
  const seat = await join(admin);
  const { page } = seat;
  const [tag, source] = [word(), word()];
  await visit(seat, `leads?q=${tag}`);
  const sheet = await openImport(seat, 'leads');
  await sheet
    .getByLabel('File to import')
    .setInputFiles(
      file(
        [
          'Enquiries of the week,,,,',
          ',,,,',
          'First name,Last name,Mobile,Source,Next call,Shoe size',
          `Selvi,${tag},${phone()},${source},03/04/2030,38`,
          `Mani,${tag},${phone()} / ${phone()},${source},05/04/2030,`,
        ].join('\n'),
      ),
    );
  await expect(sheet.getByRole('button', { name: /Row that names the columns/ })).toContainText('Row 3');
  await expect(sheet.getByText('Not imported: Shoe size.')).toBeVisible();
  const questions = sheet.getByRole('region', { name: 'Questions about this file' });
  await expect(questions.getByText(`Source: what does “${source}” mean?`)).toBeVisible();
  await questions.getByRole('button', { name: /Dates in Next call/ }).click();
  await page.getByRole('option', { name: 'Month first' }).click();
  await questions.getByRole('button', { name: new RegExp(`${source} means`) }).click();
  await page.getByRole('option', { name: 'WhatsApp' }).click();
  await questions.getByRole('button', { name: 'Save' }).click();
  // Known now: it is not asked any more, and the preview says what is left to look at.
  await expect(questions.getByText(source)).toHaveCount(0);
  await expect(sheet.getByRole('heading', { name: 'Preview' })).toBeVisible();
  await expect(sheet.getByText(/was left out, for there is no second place/)).toBeVisible();
  await sheet.getByRole('button', { name: 'Import 2 leads' }).click();
  await expect(sheet.getByRole('heading', { name: 'Imported' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('link', { name: `Selvi ${tag}`, exact: true })).toBeVisible();
  const [lead] = (await ask(seat, 'GET', `leads?q=Selvi%20${tag}`)) as unknown as Record<string, unknown>[];
  expect([lead?.['source'], lead?.['followUpDate']]).toEqual(['whatsapp', '2030-03-04']);
});

test('what words in files mean is listed as people call it', async ({ join }) => {
  const seat = await join(admin);
  const unknown = word();
  const meaning = 'appointment_booked';
  await ask(seat, 'POST', 'imported-words', { word: unknown, field: 'leads.status', meaning });
  await visit(seat, `importedWords?q=${unknown}`);
  await expect(seat.page.getByText('Appointment booked')).toHaveCount(1);
  await expect(seat.page.getByText(meaning)).toHaveCount(0);
});

test('an old workbook is refused in one sentence, and a row with errors can be had back', async ({ join }) => {
  const seat = await join(admin);
  const { page } = seat;
  const tag = word();
  await visit(seat, `leads?q=${tag}`);
  const sheet = await openImport(seat, 'leads');
  await sheet.getByLabel('File to import').setInputFiles({
    name: 'old.xls',
    mimeType: 'application/vnd.ms-excel',
    buffer: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
  });
  await expect(sheet.getByRole('alert')).toContainText('Excel');
  await sheet.getByLabel('File to import').setInputFiles(file(`Name,Phone\nGood ${tag},${phone()}\nBad ${tag},12\n`));
  await sheet.getByRole('button', { name: 'Import 1 lead' }).click();
  const coming = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'Download the rows with errors' }).click();
  expect((await coming).suggestedFilename()).toBe('leads-to-correct.csv');
});

test('an import that meets a record that is here fills it, and all of it can be undone but what a colleague changed', async ({
  join,
}) => {
  const [one, two] = [await join(admin), await join(ganapathy)];
  const { page } = one;
  const tag = word();
  const number = phone();
  await putLead(one, { name: `Here ${tag}`, phone: number });
  await visit(one, `leads?q=${tag}`);
  const sheet = await openImport(one, 'leads');
  await sheet
    .getByLabel('File to import')
    .setInputFiles(
      file(
        `Name,Phone,Email,Clinic\nHere ${tag},${number},here.${tag}@example.com,\nFresh ${tag},${phone()},,Ganapathy\nKept ${tag},${phone()},,Ganapathy\n`,
      ),
    );
  await expect(sheet.getByText(`Same phone as Here ${tag}, already here.`)).toBeVisible();
  await sheet.getByRole('button', { name: /Records that are here already/ }).click();
  await page.getByRole('option', { name: 'Fill their empty fields' }).click();
  await expect(sheet.getByText(`Here ${tag} is here already.`)).toBeVisible();
  await sheet.getByRole('button', { name: 'Import 3 leads' }).click();
  await expect(sheet.getByRole('heading', { name: 'Imported' })).toBeVisible();

  const [kept] = (await ask(two, 'GET', `leads?q=Kept%20${tag}`)) as unknown as { id: string }[];
  await ask(two, 'PATCH', `leads/${kept?.id}`, { nextAction: 'Call back' });
  await sheet.getByRole('button', { name: 'Undo import' }).click();
  await expect(sheet.getByRole('heading', { name: 'Undone' })).toBeVisible();
  await expect(sheet.getByText(`Kept ${tag} was changed by ${ganapathy.name} since, and stays.`)).toBeVisible();
  await sheet.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('link', { name: `Kept ${tag}`, exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: `Fresh ${tag}`, exact: true })).toHaveCount(0);
  const [here] = (await ask(one, 'GET', `leads?q=Here%20${tag}`)) as unknown as Record<string, unknown>[];
  expect(here?.['email']).toBeNull();
});

test('an import of before is found where one imports, and undone from there', async ({ join }) => {
  const [one, two] = [await join(admin), await join(ganapathy)];
  const { page } = one;
  const tag = word();
  await visit(one, `leads?q=${tag}`);
  const sheet = await openImport(one, 'leads');
  const lines = ['Name,Phone,Clinic', `Wrong 1 ${tag},${phone()},Ganapathy`, `Wrong 2 ${tag},${phone()},Ganapathy`];
  await sheet
    .getByLabel('File to import')
    .setInputFiles({ name: `camp ${tag}.csv`, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await sheet.getByRole('button', { name: 'Import 2 leads' }).click();
  await expect(sheet.getByRole('heading', { name: 'Imported' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Done' }).click();
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(messages(one)).toContainText(
    `Not undone: import of camp ${tag}.csv. An import is undone where it was made`,
  );
  expect(await ask(two, 'GET', `leads?q=${tag}`)).toHaveLength(2);

  await page.reload();
  const later = await openImport(one, 'leads');
  const past = later.getByRole('listitem').filter({ hasText: `camp ${tag}.csv` });
  await expect(past).toContainText(admin.name);
  await expect(past).toContainText('2 created.');
  await past.getByRole('button', { name: /^Undo import/ }).click();
  await past.getByRole('button', { name: 'Undo 2 leads' }).click();
  await expect(later.getByRole('heading', { name: 'Undone' })).toBeVisible();
  await later.getByRole('button', { name: 'Done' }).click();
  await openImport(one, 'leads');
  await expect(past).toContainText('2 created. Undone.');
  await expect(past.getByRole('button')).toHaveCount(0);
  const left = (await ask(two, 'GET', `leads?q=${tag}`)) as unknown as unknown[];
  expect(left).toEqual([]);
});

test('while a colleague imports, the list says how many are new and stands still', async ({ join }) => {
  const [one, two] = [await join(admin), await join(ganapathy)];
  const tag = word();
  await putLead(one, { name: `First ${tag}` });
  await visit(two, `leads?q=${tag}`);
  await expect(two.page.getByRole('link', { name: `First ${tag}`, exact: true })).toBeVisible();
  await visit(one, `leads?q=${tag}`);
  const sheet = await openImport(one, 'leads');
  const lines = Array.from({ length: 300 }, (_, n) => `Row ${n} ${tag},${phone()},Ganapathy,2026-01-05 10:00`);
  await sheet.getByLabel('File to import').setInputFiles(file(['Name,Phone,Clinic,Created', ...lines].join('\n')));
  await sheet.getByRole('button', { name: 'Import 300 leads' }).click();
  const bar = two.page.getByRole('button', { name: /\d+ new ?: show/ });
  await expect(bar).toBeVisible();
  await expect(sheet.getByRole('heading', { name: 'Imported' })).toBeVisible();
  await bar.click();
  await expect(bar).toHaveCount(0);
});

test('staff of a clinic are not offered an import', async ({ join }) => {
  const seat = await join(rsPuram);
  await visit(seat, 'leads');
  await seat.page.getByRole('button', { name: 'Import and export' }).click();
  await expect(seat.page.getByRole('menuitem').first()).toBeVisible();
  await expect(seat.page.getByRole('menuitem', { name: /Import/ })).toHaveCount(0);
});
