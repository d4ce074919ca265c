import { admin, ask, expect, manager, owner, rsPuram, test, visit, word } from './pages.ts';

/** A PNG of one pixel. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==',
  'base64',
);

test('what an owner sets is on a colleague’s open screen, and at sign-in: the logo and what a module is called', async ({
  join,
}) => {
  const boss = await join(owner);
  const desk = await join(manager);
  await visit(desk, 'tasks');
  await visit(boss, 'settings');
  const chooser = boss.page.getByLabel('Logo file');
  const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  await chooser.setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: script });
  await expect(boss.page.getByText('SVG files can hold scripts')).toBeVisible();
  const logo = desk.page.getByRole('banner').locator('img');
  await expect(logo).toHaveCount(0);
  await chooser.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: dot });
  await expect(logo).toHaveAttribute('src', /\/litedesk-demo\/api\/v1\/look\/images\/[0-9a-f]{64}\.png/);
  await expect(desk.page.locator('link[rel=icon]')).toHaveAttribute('href', /\/look\/images\//);
  const stranger = await join(owner, { signedIn: false });
  await stranger.page.goto('/litedesk-demo/login');
  await expect(stranger.page.getByRole('banner').locator('img')).toBeVisible();

  const sections = boss.page.getByRole('navigation', { name: 'Settings' });
  await sections.getByRole('link', { name: 'Names of modules' }).click();
  const crews = `Crews ${word()}`;
  await boss.page.getByLabel('Teams: several of them').fill(crews);
  await boss.page.keyboard.press('Enter');
  await expect(sections.getByRole('link', { name: crews })).toBeVisible();
  await sections.getByRole('link', { name: 'History' }).click();
  await expect(boss.page.getByText(`renamed “Teams” to “${crews}”`)).toBeVisible();
  await expect(boss.page.getByText('added a logo').first()).toBeVisible();

  const [settings] = (await ask(boss, 'GET', 'settings')) as unknown as { id: string }[];
  await ask(boss, 'PATCH', `settings/${settings?.id}`, { logo: null, names: null });
  await expect(logo).toHaveCount(0);
});

test('an admin says when a clinic is open, day by day, and its people read it', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(rsPuram);
  const all = (await ask(boss, 'GET', 'clinics')) as unknown as { id: string; name: string }[];
  const clinic = all.find(({ name }) => name === 'RS Puram');
  await visit(boss, `clinics/${clinic?.id}`);
  const pane = boss.page.getByRole('complementary', { name: 'RS Puram' });
  await pane.getByRole('button', { name: 'Opening hours' }).click();
  await pane.getByRole('switch', { name: 'Monday' }).press('Space');
  await pane.getByLabel('Monday, closes').fill('17:30');
  // By its name, with the mouse.
  await pane.getByText('Tuesday', { exact: true }).click();
  await pane.getByRole('button', { name: 'Monday’s hours on all open days' }).click();
  await boss.page.keyboard.press('Control+Enter');
  await expect(pane.getByText('Mon – Tue')).toBeVisible();
  await expect(pane.getByText('9:00 am – 5:30 pm')).toBeVisible();
  await expect
    .poll(async () => (await ask(staff, 'GET', `clinics/${clinic?.id}`))['hours'])
    .toEqual({ monday: [{ from: '09:00', to: '17:30' }], tuesday: [{ from: '09:00', to: '17:30' }] });
  await ask(boss, 'PATCH', `clinics/${clinic?.id}`, { hours: null });
});
