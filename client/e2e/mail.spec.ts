import { problemsOn } from './accessibility.ts';
import { admin, expect, ganapathy, small, test, visit, wide } from './pages.ts';

test('an admin sees that mail arrives: the test they send themselves is sent, and read in the outbox', async ({
  join,
}) => {
  const seat = await join(admin, wide);
  const { page, context } = seat;
  await visit(seat, 'mail');
  await expect(page.getByText('This installation runs on your own machine')).toBeVisible();
  await page.getByRole('button', { name: 'Send me a test' }).click();
  const row = page.getByRole('list', { name: 'Messages' }).getByRole('listitem').first();
  await expect(row).toContainText('Mail from AVM Smiles arrives');
  await expect(row).toContainText('Sent');
  expect(await problemsOn(page)).toEqual([]);
  await page.getByRole('link', { name: 'What they look like' }).click();
  await expect(page.frameLocator('iframe').getByRole('heading', { name: 'Mail arrives' })).toBeVisible();
  expect(await problemsOn(page)).toEqual([]);

  const outbox = await context.newPage();
  await outbox.goto('/outbox');
  const mail = outbox.getByRole('link', { name: new RegExp(admin.name) }).first();
  await mail.focus();
  await outbox.keyboard.press('Enter');
  await expect(outbox.frameLocator('iframe').getByText(`Hello ${admin.name}`)).toBeVisible();
  expect(await problemsOn(outbox)).toEqual([]);
  await outbox.getByRole('button', { name: 'Plain text' }).click();
  await expect(outbox.getByText(`Hello ${admin.name}`)).toBeVisible();
  expect(await problemsOn(outbox)).toEqual([]);
});

test('on a phone a message covers the list, and leads back to it; who manages no people sees no mail', async ({
  join,
}) => {
  const [seat, staff] = [await join(admin, small), await join(ganapathy, small)];
  await visit(seat, 'mail');
  await seat.page.getByRole('button', { name: 'Send me a test' }).click();
  await expect(seat.page.getByRole('list', { name: 'Messages' })).toContainText(admin.name);
  expect(await problemsOn(seat.page)).toEqual([]);
  await seat.page.goto('/outbox');
  const list = seat.page.getByRole('region', { name: 'Mail that came in' });
  await list.getByRole('link').first().click();
  await expect(list).toBeHidden();
  await seat.page.getByRole('link', { name: 'All messages' }).click();
  await expect(list).toBeVisible();
  expect(await problemsOn(seat.page)).toEqual([]);
  await visit(staff, 'mail');
  await expect(staff.page.getByRole('heading', { name: 'Mail', exact: true })).toBeHidden();
});
