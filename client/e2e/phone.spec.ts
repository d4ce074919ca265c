import type { Locator } from '@playwright/test';
import {
  admin,
  chip,
  control,
  expect,
  ganapathy,
  messages,
  pane,
  phone,
  pick,
  putLead,
  row,
  small,
  test,
  visit,
  word,
} from './pages.ts';

test('on a phone the list is the page, and the lead slides over it with its actions at the thumb', async ({ join }) => {
  const boss = await join(admin);
  const staff = await join(ganapathy, small);
  const { page } = staff;
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(staff, `?q=${tag}`);
  await row(staff, name).tap();
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(name);
  await expect(pane(staff)).toBeInViewport({ ratio: 1 });
  const actions = pane(staff).getByRole('group', { name: 'Actions' });
  for (const action of await actions.locator('a, button').all()) {
    const box = await action.boundingBox();
    expect(box?.height ?? 0).toBeGreaterThanOrEqual(48);
    expect(box?.y ?? 0, 'at the thumb, not at the top').toBeGreaterThan(700);
  }
  await actions.getByRole('button', { name: 'Outcome' }).tap();
  const asked = pane(staff).getByRole('region', { name: 'How did it go?' });
  await asked.getByRole('radio', { name: 'Connected' }).tap();
  for (const control of await asked.locator('button, input').all()) {
    const box = await control.boundingBox();
    expect(Math.round(box?.height ?? 0), await control.innerText()).toBeGreaterThanOrEqual(44);
    expect(box?.y ?? 0, 'at the thumb, not at the top').toBeGreaterThan(280);
  }
  await asked.getByRole('button', { name: 'Save', exact: true }).tap();
  await expect(control(pane(staff), 'Status: Connected')).toBeVisible();
  await expect(messages(staff)).toContainText(`${name}: connected`);
  await actions.getByRole('button', { name: /^Follow-up/ }).tap();
  await pick(staff, /Another day/);
  await page.getByRole('dialog').getByRole('gridcell').getByRole('button').last().tap();
  await expect(control(pane(staff), 'Follow-up: Unscheduled')).toHaveCount(0);
  await pane(staff).getByRole('button', { name: 'Back to the list' }).tap();
  await expect(pane(staff)).toHaveCount(0);
  await expect(row(staff, name)).toContainText('Connected');
});

test('on a phone a card says what to do, and the next lead is one tap away; what a thumb taps is 44 px', async ({
  join,
}) => {
  const boss = await join(admin, small);
  const { page } = boss;
  const tag = word();
  const campaignName = 'Singanallur - implants';
  await putLead(boss, { name: `Banu ${tag}`, nextAction: 'Ring her husband', followUpDate: '2020-01-01' });
  await putLead(boss, { name: `Kavya ${tag}`, followUpDate: '2020-01-02' });
  await putLead(boss, { name: `Meena ${tag}`, clinic: null, campaignName });
  await visit(boss, `?q=${tag}`);
  const first = row(boss, `Banu ${tag}`);
  await expect(first.getByText('Ring her husband')).toBeInViewport();
  const thumbs = async (within: Locator): Promise<void> => {
    for (const one of await within.locator('a:visible, button:visible').all()) {
      const name = await one.evaluate((found) => found.getAttribute('aria-label') ?? found.textContent ?? '');
      // What lies under the name's own area is the card's, which opens the lead.
      if (await one.evaluate((found) => found.matches('.row-name, .lead-pick'))) continue;
      const box = await one.boundingBox();
      expect.soft(Math.round(Math.min(box?.width ?? 0, box?.height ?? 0)), name).toBeGreaterThanOrEqual(44);
    }
  };
  await thumbs(page.getByRole('main'));
  await thumbs(page.getByRole('banner'));
  await first.getByRole('link', { name: `Banu ${tag}`, exact: true }).tap();
  const heading = pane(boss).getByRole('heading', { level: 2 });
  await expect(heading).toHaveText(`Banu ${tag}`);
  await thumbs(pane(boss).locator('header'));
  await expect(pane(boss).getByRole('button', { name: 'Previous lead' })).toBeDisabled();
  await pane(boss).getByRole('button', { name: 'Next lead' }).tap();
  await expect(heading).toHaveText(`Kavya ${tag}`);
  await pane(boss).getByRole('button', { name: 'Previous lead' }).tap();
  await expect(heading).toHaveText(`Banu ${tag}`);
  await page.goBack();
  await expect(pane(boss)).toHaveCount(0);

  await visit(boss, `tbd?q=${tag}`);
  const waiting = row(boss, `Meena ${tag}`);
  await expect(waiting.getByRole('button', { name: 'Singanallur' })).toBeVisible();
  await thumbs(waiting);
  const [age, card] = [await waiting.locator('.queue-age').boundingBox(), await waiting.boundingBox()];
  expect((card?.x ?? 0) + (card?.width ?? 0) - (age?.x ?? 0) - (age?.width ?? 0), 'at the right').toBeLessThan(20);
});

test('on a phone a lead is added with the phone first, and the filters come up as a sheet', async ({ join }) => {
  const staff = await join(ganapathy, small);
  const { page } = staff;
  const tag = word();
  await visit(staff, `?q=${tag}`);
  await expect(chip(staff)).toHaveText(/Live/);
  await page.getByRole('button', { name: 'New lead' }).tap();
  const form = page.getByRole('dialog', { name: 'New lead' });
  await expect(form.getByLabel('Phone')).toBeFocused();
  await form.getByLabel('Phone').fill(phone());
  await form.getByLabel('Name').fill(`Meena ${tag}`);
  await form.getByRole('button', { name: 'Add lead' }).tap();
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`Meena ${tag}`);
  await pane(staff).getByRole('button', { name: 'Back to the list' }).tap();
  await page.getByRole('button', { name: 'Filters' }).tap();
  const sheet = page.getByRole('dialog', { name: 'Filters' });
  await sheet.getByRole('checkbox', { name: 'Overdue 0', exact: true }).check();
  await sheet.getByRole('button', { name: 'Clear all' }).tap();
  await expect(sheet.getByRole('checkbox', { name: /^Overdue/ })).not.toBeChecked();
  await expect(sheet.getByRole('button', { name: 'Clear all' })).toHaveCount(0);
  await sheet.getByRole('button', { name: /^Show/ }).tap();
  await expect(page).toHaveURL(/\/avmsmiles\/$/);
  await page.getByRole('searchbox').fill(`${tag}zz`);
  await expect(page.getByText('No leads match')).toBeVisible();
  await page.getByRole('button', { name: 'Clear search and filters' }).tap();
  await expect(page.getByRole('list', { name: 'Leads' })).toBeVisible();
});
