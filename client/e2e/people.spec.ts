import type { Locator } from '@playwright/test';
import { expectFair } from './accessibility.ts';
import { admin, ask, clinicId, expect, small, test, visit, wide, word, type Person, type Seat } from './pages.ts';

type Invited = { readonly person: Person; readonly id: string; readonly token: string };

/** Someone of this journey's own: what others do with their people would come in between. */
const invite = async (boss: Seat): Promise<Invited> => {
  // First in the list.
  const person = { tenant: 'avmsmiles', email: `${word().toLowerCase()}@avmsmiles.example`, name: `Aadhira ${word()}` };
  const clinicIds = [await clinicId(boss, 'Saravanampatti')];
  const made = await ask(boss, 'POST', 'auth/invite', {
    ...person,
    tenant: undefined,
    role: 'clinic_staff',
    clinicIds,
  });
  return { person, id: (made['user'] as { id: string }).id, token: String(made['link']).split('#')[1] ?? '' };
};

const card = (within: Locator, role: string): Locator => within.getByRole('radio', { name: new RegExp(`^${role}`) });

test('what someone may do is chosen, shown as it is chosen, and holds at once on their open desk', async ({ join }) => {
  const boss = await join(admin, wide);
  const { person, token } = await invite(boss);
  const staff = await join(person, { ...wide, signedIn: false });
  const answer = await staff.context.request.post('/avmsmiles/api/v1/auth/accept-invite', {
    data: { token, password: 'eleven blue umbrellas' },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  await visit(staff);
  await visit(boss, 'users');
  const { page } = boss;
  const line = page.getByRole('row').filter({ has: page.getByRole('link', { name: person.name }) });
  await expect(line).toContainText('Clinic staff');
  const legend = page.getByRole('region', { name: 'What each role may do' });
  await expect(legend.getByRole('article')).toHaveCount(2);
  await expect(legend.getByRole('article', { name: 'Clinic staff' })).toContainText('Export: no');
  await expectFair(page, 'the people');

  await line.getByRole('button', { name: `Edit ${person.name}` }).click();
  const form = page.getByRole('dialog', { name: 'Edit user' });
  const clinics = form.getByRole('group', { name: 'Clinics' });
  await expect(clinics.getByRole('button', { name: 'Saravanampatti' })).toHaveAttribute('aria-pressed', 'true');
  await card(form, 'Admin').check();
  await expect(form.getByText(/Full access/)).toBeVisible();
  await expect(clinics).toHaveCount(0);
  const rights = form.getByRole('group', { name: 'Permissions' }).last();
  await rights.getByText('Leads', { exact: true }).click();
  await expect(rights.getByText('Export: all').first()).toBeVisible();
  await card(form, 'Clinic staff').check();
  await expect(rights.getByText('Export: no').first()).toBeVisible();
  await form.getByRole('combobox', { name: 'Leads, Export' }).selectOption('All');
  await expect(rights.getByText('Export: all').first()).toBeVisible();
  await expectFair(page, 'someone’s permissions');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(form).toHaveCount(0);
  await expect(staff.page.getByText(/Your access changed/).first()).toBeVisible();
  await staff.page.getByRole('button', { name: 'Select, import and export' }).click();
  await expect(staff.page.getByRole('menuitem', { name: /Export/ })).toBeVisible();
  await staff.page.keyboard.press('Escape');

  // By keyboard, from their row; what they were doing ends with it.
  await line.getByRole('link', { name: person.name }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(line.getByRole('button', { name: `Deactivate ${person.name}` })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(staff.page.getByText(/access was taken away|have no access/i).first()).toBeVisible();
  await line.getByRole('button', { name: `Activate ${person.name}` }).click();
  await expect(line.getByRole('button', { name: `Deactivate ${person.name}` })).toBeVisible();
});

test('on a phone, too, someone’s access is taken and given from their page', async ({ join }) => {
  const boss = await join(admin, small);
  const { person, id } = await invite(boss);
  await visit(boss, `users/${id}`);
  const record = boss.page.getByRole('complementary', { name: person.name });
  await record.getByRole('button', { name: 'Deactivate' }).click();
  await record.getByRole('button', { name: 'Activate' }).click();
  await expect(record.getByRole('button', { name: 'Deactivate' })).toBeVisible();
  await expectFair(boss.page, 'someone on a phone');
});
