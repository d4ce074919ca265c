import { admin, ask, chip, control, expect, ganapathy, pick, putLead, row, test, visit, word } from './pages.ts';

test('where the network lets no socket through, the desk asks every ten seconds, and what is done is saved', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  let blocked = true;
  await staff.page.routeWebSocket(/socket\.io/, (line) => {
    if (blocked) void line.close();
    else line.connectToServer();
  });
  await visit(boss, `?q=${tag}`);
  await staff.page.goto(`/${ganapathy.tenant}/?q=${tag}`);
  await expect(chip(staff)).toHaveText('Every 10 s');
  await control(row(staff, name), 'Status: New').click();
  await pick(staff, 'Connected');
  await expect(control(row(boss, name), 'Status: Connected')).toBeVisible();
  await control(row(boss, name), 'Follow-up: Unscheduled').click();
  await pick(boss, /^Today/);
  await expect(control(row(staff, name), 'Follow-up: Due today')).toBeVisible({ timeout: 15_000 });
  await expect(staff.page.getByText('Waiting for the connection')).toHaveCount(0);

  blocked = false;
  await expect(chip(staff)).toHaveText(/Live/, { timeout: 20_000 });
  await control(row(boss, name), 'Follow-up: Due today').click();
  await pick(boss, /^Tomorrow/);
  await expect(control(row(staff, name), 'Follow-up Tomorrow, upcoming')).toBeVisible();
});

test('who is deactivated while no socket comes through is told so, and sees nothing more', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join({ ...ganapathy, email: 'fathima@avmsmiles.example', name: 'Fathima Begum' });
  const [person] = (await ask(boss, 'GET', 'users?q=fathima')) as unknown as { id: string }[];
  const account = `users/${person?.id ?? ''}`;
  await staff.page.routeWebSocket(/socket\.io/, (line) => void line.close());
  await staff.page.goto(`/${ganapathy.tenant}/`);
  await expect(chip(staff)).toHaveText('Every 10 s');
  try {
    await ask(boss, 'PATCH', account, { isActive: false });
    await expect(staff.page.getByText('Your access was taken away.')).toBeVisible({ timeout: 15_000 });
    expect(
      await staff.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('avmsmiles'))),
      'but for the colour of the sign-in page',
    ).toEqual(['dentracrm.accent.avmsmiles']);
  } finally {
    await ask(boss, 'PATCH', account, { isActive: true });
  }
});
