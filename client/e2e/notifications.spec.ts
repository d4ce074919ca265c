import type { Locator } from '@playwright/test';
import {
  admin,
  ask,
  clinicId,
  expect,
  expectNowhere,
  ganapathy,
  pane,
  putLead,
  test,
  visit,
  word,
  type Seat,
} from './pages.ts';

const bell = ({ page }: Seat): Locator => page.getByRole('banner').getByRole('button', { name: /^Notifications/ });
const inbox = ({ page }: Seat): Locator => page.getByRole('dialog', { name: 'Notifications' });
const notice = (seat: Seat, name: string): Locator => inbox(seat).getByRole('listitem').filter({ hasText: name });

// Other journeys put leads into the same clinic meanwhile, so each looks for its own and counts none.

test('a lead that comes to a clinic rings there, and leads to it; one that left again is not named', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const [kept, lost] = [`Kavya ${word()}`, `Selvi ${word()}`];
  await visit(staff);
  await visit(boss);
  await bell(staff).click();
  await expect(inbox(staff)).toBeVisible();
  await putLead(boss, { name: kept });
  const lostId = await putLead(boss, { name: lost });
  await expect(notice(staff, lost)).toContainText('A lead came to your clinic');
  await expect(notice(staff, kept)).toContainText('Unread');
  await expect(bell(staff)).toHaveAccessibleName(/^Notifications, \d+ unread$/);
  await bell(boss).click();
  await expect(inbox(boss)).toContainText('Nothing here yet');

  await ask(boss, 'PATCH', `leads/${lostId}`, { clinicId: await clinicId(boss, 'RS Puram') });
  await expect(notice(staff, 'A lead that is no longer yours').first()).toBeVisible();
  await expectNowhere(staff, lost);

  await notice(staff, kept).getByRole('link').click();
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(kept);
  await bell(staff).click();
  await expect(notice(staff, kept).getByRole('button', { name: 'Mark as unread' })).toBeVisible();
});

test('notifications are read one by one or all at once, on a phone and with the keyboard alone', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy, { viewport: { width: 390, height: 780 } });
  const [first, second] = [`Kavya ${word()}`, `Selvi ${word()}`];
  await putLead(boss, { name: first });
  await putLead(boss, { name: second });
  await visit(staff);
  await bell(staff).press('Enter');
  const read = (name: string): Locator => notice(staff, name).getByRole('button', { name: 'Mark as unread' });
  await notice(staff, second).getByRole('link').focus();
  await staff.page.keyboard.press('ArrowDown');
  await expect(notice(staff, first).getByRole('link')).toBeFocused();
  await notice(staff, first).getByRole('button', { name: 'Mark as read' }).press('Enter');
  await expect(read(first)).toBeVisible();
  await expect(read(second)).toHaveCount(0);
  await inbox(staff).getByRole('button', { name: 'Mark all as read' }).press('Enter');
  await expect(read(second)).toBeVisible();
  await read(second).press('Enter');
  await expect(read(second)).toHaveCount(0);
  await staff.page.keyboard.press('Escape');
  await expect(inbox(staff)).toHaveCount(0);
  await expect(bell(staff)).toBeFocused();
});
