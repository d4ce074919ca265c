import type { Locator } from '@playwright/test';
import { ask, expect, manager, messages, owner, pick, test, visit, wide, word, type Seat } from './pages.ts';

import { bar, box } from './selection.ts';

test('all that a filter holds is selected beyond what is loaded; companies get a field set, or go, and come back', async ({
  join,
}) => {
  const one = await join(owner, wide);
  const two = await join(manager, wide);
  const tag = word();
  for (let i = 0; i < 105; i++)
    await ask(one, 'POST', 'companies', { name: `${tag} ${String(i).padStart(3, '0')}`, status: 'active' });
  await visit(one, `companies?q=${tag}`);
  await visit(two, `companies?q=${tag}`);
  const line = (seat: Seat, name: string): Locator => seat.page.getByRole('row').filter({ hasText: name });
  await line(one, `${tag} 000`).hover();
  await box(one, `${tag} 000`).click();
  await expect(line(one, `${tag} 000`)).toHaveAttribute('aria-selected', 'true');
  await bar(one).getByRole('button', { name: 'Select all 105' }).click();
  await expect(bar(one)).toContainText('105 companies selected');
  await bar(one).getByRole('button', { name: 'Set a field' }).click();
  await pick(one, 'Status');
  await pick(one, 'Inactive');
  await expect(messages(one)).toContainText('105 companies: status Inactive.');
  await expect(line(two, `${tag} 000`)).toContainText('Inactive');
  await expect(two.page.getByRole('button', { name: /^Inactive 105/ })).toBeVisible();

  await bar(one).getByRole('button', { name: 'Delete' }).click();
  await one.page.getByRole('button', { name: 'Delete 105 companies' }).click();
  await expect(messages(one)).toContainText('105 companies: deleted.');
  await expect(two.page.getByText('No companies match')).toBeVisible();
  await expect(bar(one)).toHaveCount(0);
  await one.page.keyboard.press('Control+z');
  await expect(messages(one)).toContainText('105 changes undone.');
  await expect(line(two, `${tag} 000`)).toContainText('Inactive');
});
