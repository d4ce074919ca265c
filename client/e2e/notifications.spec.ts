import type { Locator } from '@playwright/test';
import {
  admin,
  ask,
  clinicId,
  expect,
  expectNowhere,
  ganapathy,
  messages,
  pane,
  phone,
  pick,
  putLead,
  row,
  test,
  thudiyalur,
  vadavalli,
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

test('many leads that one act brings ring once, with their number; the notice leads to the clinic’s leads', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const tag = word();
  for (let i = 0; i < 12; i++) await putLead(boss, { name: `${tag} ${i}`, clinic: null });
  await visit(staff);
  await visit(boss, `?q=${tag}`);
  await bell(staff).click();
  await row(boss, `${tag} 0`).getByRole('link').first().focus();
  await boss.page.keyboard.press('Control+a');
  const bar = boss.page.getByRole('region', { name: 'Selected' });
  await expect(bar).toContainText('12 leads selected');
  await bar.getByRole('button', { name: 'Clinic' }).click();
  await pick(boss, 'Ganapathy');
  await expect(messages(boss)).toContainText('12 leads: assigned to Ganapathy.');
  const many = notice(staff, '12 leads for Ganapathy');
  await expect(many).toHaveCount(1);
  await expect(many).toContainText('Leads came to your clinic');
  await expect(many).toContainText('Unread');
  await many.getByRole('link').click();
  await expect(staff.page).toHaveURL(/\/avmsmiles\/ganapathy$/);
  await bell(staff).click();
  await expect(many.getByRole('button', { name: 'Mark as unread' })).toBeVisible();
});

test('a notice that comes while one is at the others moves none of them', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy);
  const [first, second] = [`Kavya ${word()}`, `Selvi ${word()}`];
  await putLead(boss, { name: first });
  await visit(staff);
  await bell(staff).click();
  const place = async (): Promise<number | undefined> => (await notice(staff, first).boundingBox())?.y;
  await notice(staff, first).hover();
  const before = await place();
  await putLead(boss, { name: second });
  const news = inbox(staff).getByRole('button', { name: /^\d+ new/ });
  await expect(news).toBeVisible();
  expect(await place()).toBe(before);
  await expect(notice(staff, second)).toHaveCount(0);
  await news.click();
  await expect(notice(staff, second)).toBeVisible();
});

test('all are read at once, also those beyond what is loaded, and the keyboard stays in the inbox', async ({
  join,
}) => {
  const boss = await join(admin);
  const staff = await join(vadavalli);
  const clinic = await clinicId(boss, 'Vadavalli');
  for (const size of [150, 75]) {
    const mutations = Array.from({ length: size }, (_, i) => ({
      mid: crypto.randomUUID(),
      name: 'leads.create',
      args: { name: `Selvi ${i}`, phone: phone(), clinicId: clinic },
    }));
    await ask(boss, 'POST', 'mutations', { mutations });
  }
  await visit(staff);
  await expect(bell(staff)).toHaveAccessibleName(/^Notifications, (22[5-9]|2[3-9]\d) unread$/);
  await bell(staff).press('Enter');
  await inbox(staff).getByRole('button', { name: 'Mark all as read' }).press('Enter');
  // Another journey may bring one meanwhile.
  await expect(bell(staff)).toHaveAccessibleName(/^Notifications(, \d unread)?$/);
  await expect(notice(staff, 'Selvi').first()).not.toContainText('Unread');
  await expect(inbox(staff).getByRole('heading', { name: 'Notifications' })).toBeFocused();
});

test('notifications are read one by one or all at once, on a phone and with the keyboard alone', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(thudiyalur, { viewport: { width: 390, height: 780 } });
  const [first, second] = [`Kavya ${word()}`, `Selvi ${word()}`];
  await putLead(boss, { name: first, clinic: 'Thudiyalur' });
  await putLead(boss, { name: second, clinic: 'Thudiyalur' });
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
