import { TOTP } from 'otpauth';
import { admin, ask, expect, password, saravanampatti, test, visit, wide } from './pages.ts';

// No other journey is this person's: these sign them out everywhere.
test.describe.configure({ mode: 'serial' });

test('a change of password signs out the other browser, and the new one signs in', async ({ join }) => {
  const here = await join(saravanampatti, wide);
  const there = await join(saravanampatti, wide);
  await visit(there);
  await visit(here);
  const { page } = here;
  await page.getByRole('button', { name: /my menu/ }).click();
  await page.getByRole('menuitem', { name: 'My account' }).click();
  await page.getByRole('link', { name: 'Sessions' }).click();
  await expect(page.getByText('This device')).toBeVisible();
  await page.getByRole('link', { name: 'Sign-in & security' }).click();
  const next = 'three green umbrellas';
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill('password1234');
  await expect(page.getByText(/among the first that are guessed/)).toBeVisible();
  await page.getByLabel('New password').fill(next);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText(/Your password is changed/).first()).toBeVisible();
  await expect(there.page).toHaveURL(/\/login\?reason=signed-out/);
  // And back again, for the journeys that come after this one.
  await ask(here, 'POST', 'auth/change-password', { currentPassword: next, newPassword: password });
});

test('an admin signs a colleague out everywhere', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(saravanampatti, wide);
  await visit(staff);
  await visit(boss, 'users');
  await boss.page.getByRole('link', { name: saravanampatti.name }).click();
  await boss.page.getByRole('button', { name: 'More' }).last().click();
  await boss.page.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
  await expect(staff.page).toHaveURL(/\/login\?reason=signed-out/);
});

test('a second factor is set up with an app, asked for at the next sign-in, and a recovery code works once', async ({
  join,
}) => {
  const { page, context, person } = await join(saravanampatti, wide);
  await visit({ page, context, person }, 'account/security');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  const secret = (await page.locator('[data-secret]').getAttribute('data-secret')) ?? '';
  const app = new TOTP({ secret });
  await page.getByLabel('Code of the app').fill(app.generate());
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeFocused();
  const [paper = '', other = ''] = await page
    .getByRole('region', { name: 'Second factor' })
    .getByRole('listitem')
    .allTextContents();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 of 10 recovery codes left.')).toBeVisible();

  const signIn = async (code: string): Promise<void> => {
    await page.getByLabel('Email', { exact: true }).fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByLabel('Code of your authenticator app').fill(code);
    await page.keyboard.press('Enter');
  };
  const signOut = async (): Promise<void> => {
    await page.getByRole('button', { name: /my menu/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
  };
  await signOut();
  // The code of the next half minute: the one of this was used up.
  await signIn(app.generate({ timestamp: Date.now() + 30_000 }));
  await expect(page.getByRole('list', { name: 'Leads' })).toBeVisible();
  await signOut();
  await signIn(paper);
  await expect(page.getByRole('list', { name: 'Leads' })).toBeVisible();
  await signOut();
  await signIn(paper);
  await expect(page.getByText(/not right, or it was used before/)).toBeVisible();
  await page.getByLabel('Code of your authenticator app').fill(other);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Leads' })).toBeVisible();
  await ask({ page, context, person }, 'POST', 'auth/totp/off', { password });
});
