import { problemsOn } from './accessibility.ts';
import { admin, ask, expect, ganapathy, owner, putLead, row, small, test, visit, wide, word } from './pages.ts';

// Each theme and each width once: all four say hardly more, and last twice as long.
for (const [place, colorScheme, size] of [
  ['desk', 'light', wide],
  ['phone', 'dark', small],
] as const) {
  const view = { ...size, colorScheme };

  test(`the lead desk can be used by everyone, on a ${place}, ${colorScheme}`, async ({ join }) => {
    const newcomer = await join(admin, { ...view, signedIn: false });
    await newcomer.page.goto('/avmsmiles/login');
    await expect(newcomer.page.getByLabel('Email')).toBeVisible();
    expect(await problemsOn(newcomer.page)).toEqual([]);

    const boss = await join(admin, view);
    const { page } = boss;
    const tag = word();
    const id = await putLead(boss, { name: `Kavya ${tag}` });
    await putLead(boss, { name: `Selvi ${tag}` });
    await visit(boss, `?q=${tag}&sort=name`);
    await expect(row(boss, `Kavya ${tag}`)).toBeVisible();
    expect(await problemsOn(page)).toEqual([]);
    await row(boss, `Kavya ${tag}`).getByRole('link').first().focus();
    await page.keyboard.press('Control+a');
    await expect(page.getByRole('region', { name: 'Selected' }).getByRole('button', { name: 'Status' })).toBeVisible();
    expect(await problemsOn(page)).toEqual([]);
    await visit(boss, `leads/${id}`);
    await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('added');
    expect(await problemsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Outcome' }).click();
    await page.getByRole('radio', { name: 'No answer' }).click();
    await expect(page.getByRole('textbox', { name: 'What was said' })).toBeVisible();
    expect(await problemsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('called, no answer');
    expect(await problemsOn(page)).toEqual([]);

    const staff = await join(ganapathy, view);
    await visit(staff);
    await staff.page
      .getByRole('banner')
      .getByRole('button', { name: /^Notifications/ })
      .click();
    await expect(staff.page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
    expect(await problemsOn(staff.page)).toEqual([]);
  });

  test(`the general screens can be used by everyone, on a ${place}, ${colorScheme}`, async ({ join }) => {
    const one = await join(owner, view);
    const { page } = one;
    const title = `Fair ${word()}`;
    const { id } = await ask(one, 'POST', 'tasks', { title });
    await ask(one, 'POST', 'subtasks', { taskId: id, title: 'Book the stall' });
    await visit(one, `tasks/${String(id)}`);
    await expect(page.getByRole('checkbox', { name: 'Done: Book the stall' })).toBeVisible();
    expect(await problemsOn(page)).toEqual([]);
    await visit(one, 'deals');
    await expect(page.getByRole('heading', { name: 'Deals' })).toBeVisible();
    expect(await problemsOn(page)).toEqual([]);
    await visit(one, 'customFields');
    await page.getByRole('button', { name: 'New custom field' }).click();
    await expect(page.getByRole('dialog').getByLabel('Label')).toBeVisible();
    expect(await problemsOn(page)).toEqual([]);
  });
}
