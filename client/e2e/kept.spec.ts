import {
  admin,
  ask,
  chip,
  clinicId,
  control,
  expect,
  ganapathy,
  messages,
  open,
  pane,
  pick,
  putLead,
  row,
  rsPuram,
  test,
  visit,
  word,
} from './pages.ts';
import { password, type Person, type Seat } from './pages.ts';

const signInAgain = async ({ page }: Seat, { email }: Person): Promise<void> => {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(chip({ page })).toHaveText(/Live/);
};

/** Ends a person's session as an expiry does: the page finds out when it connects again. */
const loseSession = async ({ page, context }: Seat): Promise<void> => {
  await context.clearCookies();
  await context.setOffline(true);
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
};

test('what is done without a connection is kept on the device, and sent from the next page', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  await expect(row(staff, name)).toBeVisible();
  await staff.context.setOffline(true);
  await expect(chip(staff)).toHaveText(/Offline/);
  await control(row(staff, name), 'Follow-up: Unscheduled').click();
  await pick(staff, /^Today/);
  await expect(messages(staff)).toContainText('Kept on this device, sent when you are back');
  await expect(chip(staff)).toContainText('1 to send');
  await staff.page.goto('about:blank');
  await staff.context.setOffline(false);
  await expect(control(row(boss, name), 'Follow-up: Unscheduled')).toBeVisible();
  await visit(staff, `?q=${tag}`);
  await expect(control(row(staff, name), 'Follow-up: Due today')).toBeVisible();
  await expect(control(row(boss, name), 'Follow-up: Due today')).toBeVisible();
});

test('a new record made without a connection closes its form, and is there when one is back', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Meena ${tag}`;
  await visit(boss, `?q=${tag}`);
  await visit(staff);
  await staff.page.getByRole('button', { name: 'New lead' }).click();
  const form = staff.page.getByRole('dialog', { name: 'New lead' });
  await form.getByLabel(/^Phone/).fill('9843077123');
  await form.getByLabel(/^Name/).fill(name);
  await staff.context.setOffline(true);
  await form.getByRole('button', { name: /^Add/ }).last().click();
  await expect(form).toHaveCount(0);
  await expect(messages(staff)).toContainText('Kept on this device, sent when you are back');
  await staff.context.setOffline(false);
  await expect(row(boss, name)).toBeVisible();
});

test('text that was being typed as the session ended comes back to its person, and to no one else', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  const lead = await open(staff, name);
  await lead.getByRole('button', { name: /Next action/ }).click();
  await lead.getByRole('textbox', { name: 'Next action' }).pressSequentially('Husband decides; ring Saturday');
  await staff.page.goto('about:blank');
  await visit(staff, `?q=${tag}`);
  await open(staff, name);
  await expect(pane(staff).getByText('Not saved yet: Husband decides; ring Saturday')).toBeVisible();
  await pane(staff)
    .getByRole('button', { name: /^Continue/ })
    .click();
  await staff.page.keyboard.press('Enter');
  await expect(pane(staff).getByText('Not saved yet')).toHaveCount(0);
  const theirs = await open(boss, name);
  await expect(theirs.getByText('Husband decides; ring Saturday').first()).toBeVisible();

  await visit(staff);
  await staff.page.getByRole('button', { name: 'New lead' }).click();
  const form = staff.page.getByRole('dialog', { name: 'New lead' });
  await form.getByLabel(/^Name/).fill(`Begun ${tag}`);
  await loseSession(staff);
  await signInAgain(staff, rsPuram);
  await staff.page.getByRole('button', { name: 'New lead' }).click();
  await expect(form.getByLabel(/^Name/)).toHaveValue('');
  await staff.page.keyboard.press('Escape');
  await loseSession(staff);
  await signInAgain(staff, ganapathy);
  await staff.page.getByRole('button', { name: 'New lead' }).click();
  await expect(form.getByLabel(/^Name/)).toHaveValue(`Begun ${tag}`);
  await expect(form.getByText('What you typed before is back')).toBeVisible();
});

test('what could not be saved is listed with its text, to copy or to try again', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  const id = await putLead(boss, { name });
  await visit(boss, `?q=${tag}`);
  await visit(staff, `?q=${tag}`);
  const lead = await open(staff, name);
  await staff.context.setOffline(true);
  await expect(chip(staff)).toHaveText(/Offline/);
  await lead.getByRole('button', { name: /Next action/ }).click();
  await lead.getByRole('textbox', { name: 'Next action' }).pressSequentially('Wants Saturday at ten');
  await staff.page.keyboard.press('Enter');
  await control(row(boss, name), 'Clinic: Ganapathy').click();
  await pick(boss, /^RS Puram/);
  await expect(control(row(boss, name), 'Clinic: RS Puram')).toBeVisible();
  await staff.context.setOffline(false);
  await staff.page.getByRole('button', { name: '1 not saved' }).click();
  const list = staff.page.getByRole('dialog', { name: 'Not saved' });
  await expect(list).toContainText('Wants Saturday at ten');
  await expect(list).not.toContainText(name);
  await list.getByRole('button', { name: 'Try again' }).click();
  await expect(list).toContainText('Wants Saturday at ten');

  await control(row(boss, name), 'Clinic: RS Puram').click();
  await pick(boss, /^Ganapathy/);
  await expect(control(row(boss, name), 'Clinic: Ganapathy')).toBeVisible();
  await list.getByRole('button', { name: 'Try again' }).click();
  await expect(list).toContainText('Everything is saved.');
  const theirs = await open(boss, name);
  await expect(theirs.getByText('Wants Saturday at ten').first()).toBeVisible();

  // What one is typing as a colleague's change takes the record away is not lost with it.
  await staff.page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  const again = await open(staff, name);
  await again.getByRole('button', { name: /Next action/ }).click();
  await again.getByRole('textbox', { name: 'Next action' }).fill('Rather on Monday');
  await ask(boss, 'POST', `leads/${id}/assign`, { clinicId: await clinicId(boss, 'RS Puram') });
  await expect(messages(staff)).toContainText('You no longer have access to this lead.');
  await staff.page.getByRole('button', { name: '1 not saved' }).click();
  await expect(list).toContainText('Rather on Monday');
  await expect(list).not.toContainText(name);
});
