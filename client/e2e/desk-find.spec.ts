import {
  admin,
  control,
  expect,
  filter,
  filters,
  ganapathy,
  open,
  pane,
  phone,
  putLead,
  row,
  test,
  visit,
  word,
} from './pages.ts';

test('a phone that is known already says whose it is, however it is typed', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const number = phone();
  await putLead(boss, { name: `Kavya ${tag}`, phone: number, status: 'connected' });
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, `Kavya ${tag}`)).toBeVisible();
  await staff.page.keyboard.press('n');
  const form = staff.page.getByRole('dialog', { name: 'New lead' });
  await form.getByLabel('Phone').fill(`+91 ${number.slice(0, 5)}-${number.slice(5)}`);
  const warning = form.getByRole('status').filter({ hasText: 'on a lead already' });
  await expect(warning).toContainText(`Kavya ${tag} · Ganapathy · Connected`);
  await warning.getByRole('button', { name: 'Open instead' }).click();
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Kavya ${tag}`);

  await expect(form).toHaveCount(0);
  await staff.page.keyboard.press('n');
  await form.getByLabel('Phone').fill('12345');
  await form.getByRole('button', { name: 'Add lead' }).click();
  await expect(form.getByText('This is not a phone number')).toBeVisible();
  await form.getByLabel('Phone').fill(phone());
  await form.getByLabel('Name').fill(`Meena ${tag}`);
  await staff.page.keyboard.press('Enter');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Meena ${tag}`);
  await visit(boss, `?q=${tag}`);
  await expect(control(row(boss, `Meena ${tag}`), 'Clinic: Ganapathy')).toBeVisible();
});

test('filters live in the address, survive a reload, and count what they show', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}`, status: 'new', followUpDate: '2020-01-01' });
  await putLead(boss, { name: `Meena ${tag}`, status: 'connected', followUpDate: '2020-01-01', clinic: 'RS Puram' });
  await putLead(boss, { name: `Ravi ${tag}`, status: 'connected' });
  await visit(boss);
  await boss.page.getByRole('searchbox', { name: /Search/ }).fill(tag);
  await expect(boss.page.locator('[data-total]')).toHaveText('3 leads');
  await filter(boss, 'Overdue', 2).check();
  await expect(filter(boss, 'Connected', 1)).toBeVisible();
  await filter(boss, 'RS Puram', 1).check();
  await expect(boss.page).toHaveURL(new RegExp(`/avmsmiles/rs-puram\\?q=${tag}&followUp=overdue$`));
  await expect(row(boss, `Meena ${tag}`)).toBeVisible();
  await expect(boss.page.locator('[data-total]')).toHaveText('1 lead');
  await open(boss, `Meena ${tag}`);
  await boss.page.reload();
  await expect(pane(boss).getByRole('heading', { level: 2 })).toHaveText(`Meena ${tag}`);
  await expect(filter(boss, 'Overdue', 1)).toBeChecked();
  await expect(filter(boss, 'RS Puram', 1)).toBeChecked();
  await expect(filter(boss, 'Ganapathy', 1)).not.toBeChecked();
  // Somebody else changes what is counted.
  await putLead(boss, { name: `Tara ${tag}`, followUpDate: '2020-01-01', clinic: 'RS Puram' });
  await expect(filter(boss, 'RS Puram', 2)).toBeVisible();
  await expect(boss.page.locator('[data-total]')).toHaveText('2 leads');
  await boss.page.goBack();
  await expect(pane(boss)).toHaveCount(0);
  await filters(boss).getByRole('button', { name: 'All of clinic' }).click();
  await expect(boss.page).toHaveURL(new RegExp(`/avmsmiles/\\?q=${tag}&followUp=overdue$`));
  await expect(boss.page.locator('[data-total]')).toHaveText('3 leads');
});

test('only what is in view is in the page, and the rest comes by scrolling', async ({ join }) => {
  const boss = await join(admin);
  await visit(boss);
  const list = boss.page.getByRole('list', { name: 'Leads' });
  await expect(list.getByRole('listitem').first()).toBeVisible();
  const total = Number(await list.getByRole('listitem').first().getAttribute('aria-setsize'));
  expect(total).toBeGreaterThan(150);
  expect(await list.getByRole('listitem').count()).toBeLessThan(60);
  await list.hover();
  const last = list.locator(`[aria-posinset="${total}"]`);
  await expect(async () => {
    await boss.page.mouse.wheel(0, 4_000);
    await expect(last).toBeVisible({ timeout: 200 });
  }).toPass();
  expect(await list.getByRole('listitem').count()).toBeLessThan(60);
});

test('a list that cannot be loaded says why, and is asked for again', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}` });
  let broken = true;
  await boss.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const asked = /^42(\d+)\["query",\{"collection":"leads"/.exec(String(message));
      const error = { code: 'DEFECT', message: 'Something went wrong.', details: { reference: 'ABC123' } };
      if (asked && broken) socket.send(`43${asked[1]}[${JSON.stringify({ ok: false, error })}]`);
      else server.send(message);
    });
  });
  await visit(boss, `?q=${tag}`);
  const alert = boss.page.getByRole('alert').filter({ hasText: 'The leads could not be loaded' });
  await expect(alert).toContainText('ABC123');
  broken = false;
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(row(boss, `Kavya ${tag}`)).toBeVisible();
});
