import { admin, control, expect, filter, filters, messages, open, putLead, row, test, visit, word } from './pages.ts';

test('nothing is cut off: the filters’ words, the ring around what has the focus', async ({ join }) => {
  const boss = await join(admin, { viewport: { width: 1440, height: 700 } });
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(boss, `?q=${tag}`);
  const label = filters(boss).getByText('Appointment booked', { exact: true });
  await expect(label).toBeVisible();
  expect(await label.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  for (const value of ['Status: New', 'Priority: New', 'Follow-up: Unscheduled', 'Clinic: Ganapathy']) {
    const button = control(row(boss, name), value);
    const cut = await button.evaluate(
      (one) => (one.parentElement?.getBoundingClientRect().left ?? 0) - one.getBoundingClientRect().left,
    );
    expect(cut, value).toBeLessThanOrEqual(0);
  }
});

test('a search without an answer speaks of filters only where there are some', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  await visit(boss, `?q=${tag}`);
  await expect(boss.page.getByText(`Nothing you may see matches “${tag}”.`)).toBeVisible();
  await filter(boss, 'Overdue', 0).check();
  await expect(boss.page.getByText(`Nothing you may see matches “${tag}” with these filters.`)).toBeVisible();
});

test('a lead that is deleted is named, and comes back by its message', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  const name = `Kavya ${tag}`;
  await putLead(boss, { name });
  await visit(boss, `?q=${tag}`);
  const lead = await open(boss, name);
  await lead.getByRole('button', { name: 'More' }).click();
  await boss.page.getByRole('menuitem', { name: 'Delete this lead' }).click();
  await expect(messages(boss)).toContainText(`${name} was deleted.`);
  await expect(row(boss, name)).toHaveCount(0);
  await messages(boss).getByRole('button', { name: 'Undo' }).click();
  await expect(messages(boss)).toContainText(`Undone: ${name} was deleted.`);
  await expect(row(boss, name)).toBeVisible();
});
