import { expectFair } from './accessibility.ts';
import {
  admin,
  ask,
  expect,
  ganapathy,
  messages,
  pane,
  phone,
  putLead,
  row,
  test,
  visit,
  wide,
  word,
} from './pages.ts';

test.describe.configure({ timeout: 180_000 });

test('every state of the list can be used by everyone', async ({ join }) => {
  const boss = await join(admin, wide);
  const { page } = boss;
  const fair = (state: string): Promise<void> => expectFair(page, state);
  const close = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  };
  const tag = word();
  const long = `Kavya ${tag}`;
  await putLead(boss, { name: long, followUpDate: '2020-01-01', nextAction: 'Ring' });
  await putLead(boss, { name: `Meena ${tag}`, priority: 'hot', status: 'connected' });
  await putLead(boss, { name: `Selvi ${tag}`, clinic: null, followUpDate: new Date().toISOString().slice(0, 10) });
  await putLead(boss, { name: `Tara ${tag}`, status: 'dnc', reason: 'Asked us' });

  await visit(boss, `?q=${tag}&sort=name`);
  const first = row(boss, long);
  await expect(first).toBeVisible();
  await first.hover();
  await fair('list, a row under the pointer');
  await page.getByRole('link', { name: long, exact: true }).focus();
  await page.keyboard.press('Space');
  await expect(first.getByText('imported it').or(first.getByText('added it'))).toBeVisible();
  await fair('preview');
  await page.keyboard.press('Escape');
  for (const [key, what] of Object.entries({ s: 'status', f: 'follow-up', p: 'priority', a: 'clinic' })) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
    await fair(`choices of ${what}`);
    await close();
  }
  await page.keyboard.press('f');
  await page.getByRole('option', { name: /Another day/ }).click();
  await page.getByRole('gridcell').last().hover();
  await fair('calendar, another month’s day under the pointer');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: long, exact: true }).focus();
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('region', { name: 'Selected' }).getByRole('button', { name: 'Status' })).toBeVisible();
  await fair('several selected');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'My day' }).click();
  await page.getByRole('checkbox', { name: /^Ganapathy/ }).check();
  await expect(page.getByRole('button', { name: 'Remove the filter on clinic' })).toBeVisible();
  await fair('a view and a filter');
  await page.getByRole('button', { name: /^Filters/ }).click();
  await fair('filters hidden');
  await page.getByRole('button', { name: /^Filters/ }).click();
  await page.getByRole('searchbox').fill(`${tag}zz`);
  await expect(page.getByText('No leads match')).toBeVisible();
  await fair('no match');
});

test('every state of a lead can be used by everyone', async ({ join }) => {
  const boss = await join(admin, wide);
  const { page } = boss;
  const fair = (state: string): Promise<void> => expectFair(page, state);
  const [tag, number] = [word(), phone()];
  const id = await putLead(boss, { name: `Kavya ${tag}`, phone: number, nextAction: 'Ring' });
  await putLead(boss, { name: `Selvi ${tag}`, clinic: null });
  await visit(boss, `leads/${id}?q=${tag}`);
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('added');
  await ask(boss, 'PATCH', `leads/${id}`, { nextAction: 'Ring again' });
  await fair('lead');
  await pane(boss).getByRole('button', { name: 'More' }).click();
  await fair('menu of a lead');
  await page.keyboard.press('Escape');
  // Until it is gone, letters are its own.
  await expect(page.getByRole('menu')).toHaveCount(0);
  await page.keyboard.press('e');
  await expect(page.getByRole('textbox', { name: 'Next action' })).toBeFocused();
  await fair('a field being edited');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Outcome' }).click();
  await page.getByRole('radio', { name: 'No answer' }).click();
  await expect(page.getByRole('textbox', { name: 'What was said' })).toBeVisible();
  await fair('how a call went');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('called, no answer');
  await expect(messages(boss)).toContainText('no answer');
  await fair('a message');
  await visit(boss, 'leads/01980000-0000-7000-8000-000000000001');
  await expect(page.getByText('This lead is not here')).toBeVisible();
  await fair('a lead that is not there');

  await page.getByRole('button', { name: 'New lead' }).click();
  const form = page.getByRole('dialog', { name: 'New lead' });
  await form.getByRole('button', { name: 'Add lead' }).click();
  await fair('new lead, with errors');
  await form.getByLabel('Phone').fill(number);
  await expect(form.getByText('This phone is on a lead already')).toBeVisible();
  await fair('new lead, known already');
  await page.keyboard.press('Escape');
  await visit(boss, `tbd?q=${tag}`);
  await expect(row(boss, `Selvi ${tag}`)).toBeVisible();
  await fair('unassigned');
  await visit(boss, 'bin/leads');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await fair('deleted leads');
  await visit(boss, 'not-a-place');
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  await fair('an address of nothing');
});

test('what surrounds every screen can be used by everyone', async ({ join }) => {
  const staff = await join(ganapathy, { ...wide, colorScheme: 'dark' });
  const { page } = staff;
  const fair = (state: string): Promise<void> => expectFair(page, state);
  let broken = true;
  let isLoading = true;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const asked = /^42(\d+)\["query",\{"collection":"leads"/.exec(String(message));
      const error = { code: 'DEFECT', message: 'Something went wrong.', details: { reference: 'ABC123' } };
      if (asked && isLoading) return;
      if (asked && broken) socket.send(`43${asked[1]}[${JSON.stringify({ ok: false, error })}]`);
      else server.send(message);
    });
  });
  await visit(staff);
  await expect(page.getByRole('status', { name: 'Loading the leads' })).toBeVisible();
  await fair('loading');
  isLoading = false;
  await visit(staff);
  await expect(page.getByText('The leads could not be loaded')).toBeVisible();
  await fair('not loaded');
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('list', { name: 'Leads' }).getByRole('listitem').first()).toBeVisible();
  const banner = page.getByRole('banner');
  await banner.getByRole('button', { name: /^Notifications/ }).click();
  await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
  await fair('notifications');
  await page.keyboard.press('Escape');
  await banner.getByRole('button', { name: /my menu/ }).click();
  await fair('my menu');
  await page.getByRole('menuitem', { name: 'Recent messages' }).click();
  await expect(page.getByRole('dialog', { name: 'Recent messages' })).toBeVisible();
  await fair('recent messages');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await fair('shortcuts');
  await page.keyboard.press('Escape');
  await staff.context.setOffline(true);
  await expect(banner.getByText(/Offline|Reconnecting/)).toBeVisible();
  await fair('offline');
  await staff.context.setOffline(false);
});
