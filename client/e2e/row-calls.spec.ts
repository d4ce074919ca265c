import { admin, control, expect, putLead, row, test, visit, word } from './pages.ts';

test('a call from the row asks in the row; what may not be called has no way to', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  await putLead(boss, { name: `Kavya ${tag}` });
  await putLead(boss, { name: `Tara ${tag}`, status: 'dnc', reason: 'Asked us' });
  await visit(boss, `?q=${tag}`);
  const call = row(boss, `Kavya ${tag}`).getByRole('link', { name: `Call Kavya ${tag}` });
  await call.evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()));
  await row(boss, `Kavya ${tag}`).hover();
  await call.click();
  await row(boss, `Kavya ${tag}`).getByRole('radio', { name: 'Booked' }).click();
  await row(boss, `Kavya ${tag}`)
    .getByRole('radio', { name: /^In 3 days/ })
    .click();
  await row(boss, `Kavya ${tag}`).getByRole('button', { name: 'Save', exact: true }).click();
  await expect(control(row(boss, `Kavya ${tag}`), 'Status: Appointment booked')).toBeVisible();
  await expect(row(boss, `Tara ${tag}`)).toContainText('Do not call');
  await expect(row(boss, `Tara ${tag}`).getByRole('link')).toHaveCount(1);
  await expect(row(boss, `Tara ${tag}`).locator('.lucide-phone-off')).toHaveCount(1);
  await expect(row(boss, `Tara ${tag}`).locator('.lucide-message-circle-off')).toHaveCount(1);
});
