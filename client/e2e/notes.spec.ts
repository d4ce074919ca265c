import type { Locator } from '@playwright/test';
import {
  admin,
  ask,
  expect,
  expectNowhere,
  ganapathy,
  messages,
  pane,
  putLead,
  row,
  test,
  visit,
  word,
  type Seat,
} from './pages.ts';

const notes = (within: Locator): Locator => within.getByRole('region', { name: 'Notes' });
const composer = (within: Locator): Locator => notes(within).getByRole('textbox', { name: 'Write a note' });
const texts = (within: Locator): Locator => notes(within).getByRole('article').locator('p').first();
const note = (within: Locator, text: string): Locator => notes(within).getByRole('article').filter({ hasText: text });

const more = async (seat: Seat, within: Locator, text: string, what: string): Promise<void> => {
  await note(within, text)
    .getByRole('button', { name: /More about the note/ })
    .click();
  await seat.page.getByRole('menuitem', { name: what }).click();
};

test('the desk and the admin write on one lead, and what is for admins never reaches the desk', async ({ join }) => {
  const [ana, divya] = [await join(admin), await join(ganapathy)];
  const name = `Ravi ${word()}`;
  const id = await putLead(ana, { name });
  await visit(divya, `leads/${id}`);
  await visit(ana, `leads/${id}`);
  const [hers, mine] = [pane(divya), pane(ana)];

  await divya.page.keyboard.press('m');
  await expect(composer(hers)).toBeFocused();
  await composer(hers).fill('Speaks Tamil.\nAsked for EMI');
  await notes(hers).getByText('Call', { exact: true }).click();
  await expect(notes(hers).getByRole('switch')).toHaveCount(0);
  await composer(hers).press('Control+Enter');
  await expect(composer(hers)).toHaveValue('');
  await expect(note(mine, 'Asked for EMI')).toContainText('Divya Krishnan');
  await expect(note(mine, 'Asked for EMI')).toContainText('Call');

  const secret = word();
  await composer(mine).fill(`Give ${secret} percent off`);
  await notes(mine).getByText('Internal', { exact: true }).click();
  await expect(notes(mine).getByRole('switch', { name: 'For admins only' })).toBeChecked();
  await composer(mine).press('Control+Enter');
  await expect(note(mine, secret)).toContainText('Admins only');
  await composer(mine).fill('Offer Saturday');
  await composer(mine).press('Control+Enter');
  await expect(note(hers, 'Offer Saturday')).toBeVisible();
  await expectNowhere(divya, secret);
  await expect(hers.getByRole('region', { name: 'Timeline' }).getByText('wrote a note')).toHaveCount(2);
  await expect(note(hers, 'Offer Saturday').getByRole('button', { name: /More/ })).toHaveCount(0);

  await more(divya, hers, 'Speaks Tamil', 'Pin to the top');
  await expect(texts(mine)).toHaveText(/Speaks Tamil/);
  await more(divya, hers, 'Speaks Tamil', 'Edit');
  await notes(hers).getByRole('textbox', { name: 'Text of the note' }).fill('Speaks Tamil and Hindi');
  await notes(hers).getByRole('textbox', { name: 'Text of the note' }).press('Control+Enter');
  await expect(note(mine, 'Tamil and Hindi')).toContainText('Edited');
  await more(divya, hers, 'Tamil and Hindi', 'Delete');
  await expect(note(mine, 'Tamil and Hindi')).toHaveCount(0);
  await messages(divya).getByRole('button', { name: 'Undo' }).click();
  await expect(note(mine, 'Tamil and Hindi')).toBeVisible();
});

test('a note that is begun in a row’s card is kept on this device until it is saved', async ({ join }) => {
  const [ana, divya] = [await join(admin), await join(ganapathy)];
  const name = `Meena ${word()}`;
  const id = await putLead(ana, { name });
  await ask(ana, 'POST', `leads/${id}/notes`, { content: 'Came with her mother', type: 'visit_note' });
  await visit(divya, `?q=${name.split(' ')[1]}`);
  await row(divya, name).getByRole('link', { name, exact: true }).focus();
  await divya.page.keyboard.press('Space');
  const card = divya.page.locator(`[data-card="${id}"]`);
  await expect(note(card, 'Came with her mother')).toContainText('Visit');
  await composer(card).fill('Her father decides');
  await visit(divya, `leads/${id}`);
  await expect(composer(pane(divya))).toHaveValue('Her father decides');
  await notes(pane(divya)).getByRole('button', { name: 'Save' }).click();
  await expect(note(pane(divya), 'Her father decides')).toBeVisible();
  await expect(composer(pane(divya))).toHaveValue('');
});
