import type { WebSocketRoute } from '@playwright/test';
import {
  admin,
  chip,
  control,
  expect,
  ganapathy,
  messages,
  open,
  pane,
  pick,
  putLead,
  row,
  test,
  visit,
  word,
} from './pages.ts';

test('cut off, the desk says so, keeps what is done, and comes back to the truth', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const [first, second, third] = [`Kavya ${tag}`, `Meena ${tag}`, `Ravi ${tag}`];
  for (const name of [first, second]) await putLead(boss, { name });
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, second)).toBeVisible();

  await staff.context.setOffline(true);
  await expect(chip(staff)).toHaveText(/Reconnecting|Offline/);
  await control(row(boss, first), 'Status: New').click();
  await pick(boss, 'Connected');
  await control(row(boss, second), 'Clinic: Ganapathy').click();
  await pick(boss, /^RS Puram/);
  await putLead(boss, { name: third });
  await expect(control(row(staff, first), 'Status: New')).toBeVisible();

  await staff.context.setOffline(false);
  await expect(chip(staff)).toHaveText(/Live/);
  await expect(control(row(staff, first), 'Status: Connected')).toBeVisible();
  await expect(row(staff, third)).toBeVisible();
  await expect(row(staff, second)).toHaveCount(0);
});

test('two people set the same thing while one was cut off: the later one is asked, at the lead', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  // A line that goes dead without a word: what is sent waits, and nothing arrives.
  let dead = false;
  const lines: WebSocketRoute[] = [];
  await staff.page.routeWebSocket(/socket\.io/, (line) => {
    const server = line.connectToServer();
    lines.push(line);
    line.onMessage((message) => {
      if (!dead) server.send(message);
    });
    server.onMessage((message) => {
      if (!dead) line.send(message);
    });
  });
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  const lead = await open(staff, name);
  dead = true;
  await control(lead, 'Follow-up: Unscheduled').click();
  await pick(staff, 'Today');
  await expect(control(lead, 'Follow-up: Due today')).toBeVisible();
  await control(row(boss, name), 'Follow-up: Unscheduled').click();
  await pick(boss, /^In a week/);
  await expect(messages(boss)).toContainText(`${name}: follow-up`);
  dead = false;
  for (const line of lines) await line.close();
  const choice = pane(staff).getByRole('group', { name: 'Follow-up date: two values' });
  await expect(choice).toContainText(admin.name);
  await choice.getByRole('button', { name: 'Use mine' }).click();
  await expect(control(row(boss, name), 'Follow-up: Due today')).toBeVisible();
});

test('cut off, what was found before is not shown as the answer to a new search', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const { page } = staff;
  const tag = word();
  const [first, second] = [`Kavya ${tag}`, `Meena ${tag}`];
  for (const name of [first, second]) await putLead(boss, { name });
  await visit(staff, `?q=${tag}`);
  await expect(page.locator('[data-total]')).toHaveText('2 leads');
  await staff.context.setOffline(true);
  await expect(chip(staff)).toHaveText(/Reconnecting|Offline/);
  await expect(page.getByText('Waiting for the connection')).toHaveCount(0);
  await page.getByRole('searchbox', { name: /Search/ }).fill(second);
  await expect(page.getByText('Waiting for the connection')).toBeVisible();
  await expect(page.locator('[data-total]')).toHaveText('');
  await staff.context.setOffline(false);
  await expect(row(staff, first)).toHaveCount(0);
  await expect(row(staff, second)).toBeVisible();
  await expect(page.getByText('Waiting for the connection')).toHaveCount(0);
  await expect(page.locator('[data-total]')).toHaveText('1 lead');
});

test('cut off, any other list says so too', async ({ join }) => {
  const boss = await join(admin);
  const { page } = boss;
  await visit(boss, 'clinics');
  await expect(page.getByRole('grid', { name: 'Clinics' }).getByText('Ganapathy').first()).toBeVisible();
  await boss.context.setOffline(true);
  await expect(chip(boss)).toHaveText(/Reconnecting|Offline/);
  await page.getByRole('searchbox', { name: /Search/ }).fill('vada');
  await expect(page.getByText('These clinics are from before')).toBeVisible();
  await boss.context.setOffline(false);
  await expect(page.getByText('These clinics are from before')).toHaveCount(0);
  await expect(page.getByRole('grid', { name: 'Clinics' }).getByText('Ganapathy')).toHaveCount(0);
  await expect(page.getByRole('grid', { name: 'Clinics' }).getByText('Vadavalli').first()).toBeVisible();
});

test('on a tablet that is three days ahead, today is the clinic’s today', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await staff.page.clock.setSystemTime(Date.now() + 3 * 86_400_000);
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  await control(row(boss, name), 'Follow-up: Unscheduled').click();
  await pick(boss, /^Today/);
  await expect(control(row(boss, name), 'Follow-up: Due today')).toBeVisible();
  await expect(control(row(staff, name), 'Follow-up: Due today')).toBeVisible();
  await control(row(staff, name), 'Follow-up: Due today').click();
  await pick(staff, /^Tomorrow/);
  await expect(control(row(staff, name), 'Follow-up Tomorrow, upcoming')).toBeVisible();
  await expect(control(row(boss, name), 'Follow-up Tomorrow, upcoming')).toBeVisible();
});
