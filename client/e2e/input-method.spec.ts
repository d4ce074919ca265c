import type { Page } from '@playwright/test';
import { expect, ganapathy, open, pane, phone, putLead, row, test, visit, word } from './pages.ts';

/** Composes a word as an input method does, and gives what ends it: Enter, and then the word. */
const compose = async (page: Page, text: string): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  // As a Mac tells it: the key by its name, and that an input method has taken it.
  await devtools.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  });
  await devtools.send('Input.insertText', { text });
  await devtools.detach();
};

test('Enter that ends a word of an input method saves, chooses and submits nothing', async ({ join }) => {
  const staff = await join(ganapathy);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(staff, { name });
  await visit(staff, `?q=${tag}`);
  const { page } = staff;

  await expect(row(staff, name)).toBeVisible();

  // A form.
  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'New lead' });
  await form.getByLabel('Phone').fill(phone());
  await form.getByLabel('Name').fill(`${tag} `);
  await compose(page, 'முருகன்');
  await expect(form.getByLabel('Name')).toHaveValue(`${tag} முருகன்`);
  await page.keyboard.press('Enter');
  await expect(pane(staff).getByRole('heading', { level: 2 })).toHaveText(`${tag} முருகன்`);

  // A field in its place.
  const lead = await open(staff, name);
  await page.keyboard.press('e');
  const editor = lead.getByRole('textbox', { name: 'Next action' });
  await editor.fill('Call ');
  await compose(page, 'राम');
  await expect(editor).toHaveValue('Call राम');
  await page.keyboard.press('Enter');
  await expect(editor).toHaveCount(0);
  await expect(lead.getByText('Call राम', { exact: true })).toBeVisible();

  // The search box leads to no row.
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.press('ControlOrMeta+a');
  await compose(page, 'முருகன்');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(row(staff, `${tag} முருகன்`)).toBeVisible();
});
