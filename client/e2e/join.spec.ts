import { problemsOn } from './accessibility.ts';
import { admin, ask, clinicId, expect, password, test, visit, word, type Person, type Seat } from './pages.ts';

const chosen = 'eleven blue umbrellas';

/** The newest message to an address, as the outbox of this machine has it: the link that it holds. */
const linkTo = async ({ context }: Seat, address: string, path: string): Promise<string> => {
  let link = '';
  await expect(async () => {
    const list = await context.request.get('/outbox/api/v1/messages');
    const { data } = (await list.json()) as { data: readonly { id: string; to: unknown }[] };
    const mine = data.find(({ to }) => JSON.stringify(to).includes(address));
    expect(mine).toBeDefined();
    const message = await context.request.get(`/outbox/api/v1/messages/${mine?.id}`);
    const found = new RegExp(`/avmsmiles/${path}#[\\w-]{43}`).exec(await message.text());
    expect(found).not.toBeNull();
    link = found?.[0] ?? '';
  }).toPass();
  return link;
};

test('someone is invited, follows the mail, and sees the desk; the link leads in once', async ({ join }) => {
  const boss = await join(admin);
  const name = `Kavya ${word()}`;
  const email = `${word().toLowerCase()}@avmsmiles.example`;
  await visit(boss, 'users');
  await boss.page.getByRole('button', { name: 'Invite people' }).click();
  const dialog = boss.page.getByRole('dialog', { name: 'Invite people' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Email').fill(email);
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(dialog.getByText('Choose what they may do.')).toBeVisible();
  await dialog.getByRole('button', { name: /Role/ }).click();
  await boss.page.getByRole('option', { name: 'Clinic staff' }).click();
  await dialog.getByRole('button', { name: 'Ganapathy' }).click();
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(boss.page.getByText(`Invited ${name}. A mail is on the way.`).first()).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: `Link for ${name}` })).toHaveValue(/\/avmsmiles\/accept-invite#/);
  expect(await problemsOn(boss.page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  const line = boss.page.getByRole('row').filter({ hasText: name });
  await expect(line).toContainText('Invited');

  const newcomer = await join({ tenant: 'avmsmiles', email, name }, { signedIn: false });
  const link = await linkTo(boss, email, 'accept-invite');
  await newcomer.page.goto(link);
  await expect(newcomer.page.getByRole('heading', { name: 'Join AVM Smiles' })).toBeVisible();
  await expect(newcomer.page.getByLabel('Email')).toHaveValue(email);
  const field = newcomer.page.getByLabel('New password', { exact: true });
  await expect(field).toHaveAttribute('autocomplete', 'new-password');
  await field.fill('password1234');
  await newcomer.page.getByRole('button', { name: 'Join' }).click();
  await expect(newcomer.page.getByText(/first that are guessed/).first()).toBeVisible();
  expect(await problemsOn(newcomer.page)).toEqual([]);
  await field.fill(chosen);
  await field.press('Enter');
  await expect(newcomer.page).toHaveURL(/\/avmsmiles\/$/);
  await expect(newcomer.page.getByRole('list', { name: 'Leads' }).getByRole('listitem').first()).toBeVisible();
  await expect(line).toContainText('Active');

  const other = await join(admin, { signedIn: false });
  await other.page.goto(link);
  await expect(other.page.getByRole('alert').filter({ hasText: 'was used already' })).toBeVisible();
  await other.page.getByRole('link', { name: 'Go to sign in' }).click();
  await expect(other.page).toHaveURL(/\/login$/);
});

test('a forgotten password is replaced by the link of a mail', async ({ join }) => {
  const boss = await join(admin);
  const person: Person = { tenant: 'avmsmiles', email: `${word().toLowerCase()}@avmsmiles.example`, name: 'Ravi' };
  const clinicIds = [await clinicId(boss, 'Ganapathy')];
  const invited = await ask(boss, 'POST', 'auth/invite', {
    name: 'Ravi',
    email: person.email,
    role: 'clinic_staff',
    clinicIds,
  });
  const { page, context } = await join(person, { signedIn: false });
  const token = new URL(String(invited['link'])).hash.slice(1);
  await context.request.post('/avmsmiles/api/v1/auth/accept-invite', { data: { token, password } });
  await context.clearCookies();

  await page.goto('/avmsmiles/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(page.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible();
  await page.getByLabel('Email').fill(person.email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'a link is on its way' })).toBeVisible();
  expect(await problemsOn(page)).toEqual([]);
  await page.goto(await linkTo(boss, person.email, 'reset-password'));
  await page.getByLabel('New password', { exact: true }).fill(chosen);
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await expect(page.getByText('Your new password is set.')).toBeVisible();
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(chosen);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/avmsmiles\/$/);
});
