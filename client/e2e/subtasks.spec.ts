import type { Locator } from '@playwright/test';
import { ask, chip, expect, expectNowhere, manager, messages, owner, test, visit, word, type Seat } from './pages.ts';

const putTask = async (seat: Seat, title: string, values: Record<string, unknown> = {}): Promise<string> =>
  String((await ask(seat, 'POST', 'tasks', { title, ...values }))['id']);

const task = ({ page }: Seat, title: string): Locator => page.getByRole('complementary', { name: title });
const steps = (seat: Seat, title: string): Locator => task(seat, title).getByRole('region', { name: 'Subtasks' });
const line = (within: Locator): Locator => within.getByRole('textbox', { name: 'Add a subtask' });
const box = (within: Locator, name: string): Locator => within.getByRole('checkbox', { name: `Done: ${name}` });
const names = (within: Locator): Locator => within.getByRole('listitem');

test('two people work through the steps of a task: written, ticked, renamed, deleted and restored', async ({
  join,
}) => {
  const [ana, meera] = [await join(owner), await join(manager)];
  const title = `Fair ${word()}`;
  const id = await putTask(ana, title);
  await visit(ana, `tasks/${id}`);
  await visit(meera, `tasks/${id}`);
  const [mine, hers] = [steps(ana, title), steps(meera, title)];

  await line(mine).fill('Book the stall');
  await line(mine).press('Enter');
  await expect(line(mine)).toBeFocused();
  await expect(line(mine)).toHaveValue('');
  await line(mine).pressSequentially('Print the banner');
  await line(mine).press('Enter');
  await expect(names(hers)).toHaveText([/Book the stall/, /Print the banner/]);
  await line(hers).fill('Pack the tablets');
  await line(hers).press('Enter');
  await expect(names(mine)).toHaveCount(3);

  await box(hers, 'Book the stall').check();
  await expect(box(mine, 'Book the stall')).toBeChecked();
  for (const seen of [mine, hers]) await expect(seen).toContainText('1 of 3 done');

  await mine.getByRole('button', { name: 'Subtask: Print the banner' }).click();
  await mine.getByRole('textbox', { name: 'Subtask', exact: true }).fill('Print two banners');
  await ana.page.keyboard.press('Enter');
  await expect(names(hers).nth(1)).toHaveText(/Print two banners/);

  await names(hers).nth(1).hover();
  await hers.getByRole('button', { name: 'Delete Print two banners' }).click();
  await expect(names(hers)).toHaveText([/Book the stall/, /Pack the tablets/]);
  // Under the pointer nothing moves.
  await expect(names(mine)).toHaveText([/Book the stall/, /No longer here/, /Pack the tablets/]);
  await ana.page.mouse.move(10, 10);
  await line(mine).focus();
  await expect(names(mine)).toHaveText([/Book the stall/, /Pack the tablets/]);
  await messages(meera).getByRole('button', { name: 'Undo' }).click();
  await expect(names(mine)).toHaveText([/Book the stall/, /Print two banners/, /Pack the tablets/]);
});

test('a deleted task removes its steps for everyone, and brings them back', async ({ join }) => {
  const [ana, meera] = [await join(owner), await join(manager)];
  const title = `Fair ${word()}`;
  const id = await putTask(ana, title);
  const step = `Book ${word()}`;
  await ask(ana, 'POST', 'subtasks', { taskId: id, title: step });
  await visit(ana, `tasks/${id}`);
  await visit(meera, `tasks/${id}`);
  await expect(names(steps(meera, title))).toHaveText([new RegExp(step)]);

  await task(ana, title).getByRole('button', { name: 'More' }).click();
  await ana.page.getByRole('menuitem', { name: 'Delete this task' }).click();
  await expect(meera.page.getByText('You no longer have access to this task')).toBeVisible();
  await expectNowhere(meera, step);
  await messages(ana).getByRole('button', { name: 'Undo' }).click();
  await expect(names(steps(meera, title))).toHaveText([new RegExp(step)]);
});

test('the steps are worked through with the keyboard alone, also where a colleague deletes one', async ({ join }) => {
  const [ana, meera] = [await join(owner), await join(manager)];
  const title = `Fair ${word()}`;
  const id = await putTask(ana, title);
  await visit(ana, `tasks/${id}`);
  const { page } = ana;
  const mine = steps(ana, title);
  await line(mine).focus();
  for (const name of ['One', 'Two', 'Three']) {
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  }
  await expect(names(mine)).toHaveText([/One/, /Two/, /Three/]);
  await page.keyboard.press('ArrowUp');
  await expect(box(mine, 'Three')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await expect(box(mine, 'Two')).toBeChecked();
  await expect(mine).toContainText('1 of 3 done');

  await page.keyboard.press('Tab');
  await expect(mine.getByRole('button', { name: 'Subtask: Two' })).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.type('Second');
  await page.keyboard.press('Escape');
  await expect(mine.getByRole('button', { name: 'Subtask: Two' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(mine.getByRole('button', { name: 'Subtask: Three' })).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(names(mine)).toHaveText([/One/, /Two/]);
  await expect(box(mine, 'Two')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(names(mine)).toHaveText([/One/, /Two/, /Three/]);
  await box(mine, 'Three').focus();
  await page.keyboard.press('Delete');
  await expect(names(mine)).toHaveText([/One/, /Two/]);
  await expect(box(mine, 'Two')).toBeFocused();

  // What a colleague deletes under one's fingers leaves the keyboard in the list.
  await visit(meera, `tasks/${id}`);
  const hers = steps(meera, title);
  await box(hers, 'Two').focus();
  await meera.page.keyboard.press('Delete');
  await expect(names(mine)).toHaveText([/One/, /No longer here/]);
  await expect(box(mine, 'One')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(line(mine)).toBeFocused();
  await expect(names(mine)).toHaveText([/One/]);
});

const paste = (within: Locator, text: string): Promise<void> =>
  line(within).evaluate((input, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', pasted);
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);

test('a pasted list becomes a step a line, and one undo removes all of them', async ({ join }) => {
  const ana = await join(owner);
  const title = `Fair ${word()}`;
  const id = await putTask(ana, title);
  await visit(ana, `tasks/${id}`);
  const mine = steps(ana, title);
  await line(mine).focus();
  await paste(mine, '- [ ] Book the stall\n- Print the banner\n\n3. Pack the tablets');
  await expect(names(mine)).toHaveText([/^.*Book the stall/, /Print the banner/, /Pack the tablets/]);
  await messages(ana).getByRole('button', { name: 'Undo' }).click();
  await expect(names(mine)).toHaveCount(0);
});

test('a pasted line that cannot be a step stays below with the reason; the others are added', async ({ join }) => {
  const ana = await join(owner);
  const title = `Fair ${word()}`;
  const id = await putTask(ana, title);
  await visit(ana, `tasks/${id}`);
  const mine = steps(ana, title);
  await line(mine).focus();
  await paste(mine, `Book the stall\n${'Print '.repeat(100)}\nPack the tablets`);
  await expect(names(mine).filter({ hasText: /Book the stall|Pack the tablets/ })).toHaveCount(2);
  await expect(mine.getByRole('alert')).toHaveText('1 line was not added.');
  await expect(mine.getByText(/Print Print/)).toBeVisible();
  await expect(messages(ana)).toContainText('2 subtasks added.');
  await mine.getByRole('button', { name: /^Edit Print/ }).click();
  await expect(mine.getByText(/Print Print/)).toHaveCount(0);
  await expect(line(mine)).toBeFocused();
  await line(mine).fill('Print it');
  await line(mine).press('Enter');
  await expect(names(mine)).toHaveCount(3);
});

test('a step that is ticked long after the connection was lost is kept, and ticked for all when it is back', async ({
  join,
}) => {
  const ana = await join(owner);
  const meera = await join(manager);
  await ana.page.clock.install();
  const title = `Fair ${word()}`;
  const id = await putTask(ana, title);
  await ask(ana, 'POST', 'subtasks', { taskId: id, title: 'Book the stall' });
  await visit(ana, `tasks/${id}`);
  const mine = steps(ana, title);
  await expect(box(mine, 'Book the stall')).toBeVisible();
  await ana.context.setOffline(true);
  await expect(chip(ana)).toHaveText(/Offline/);
  await ana.page.clock.fastForward(70_000);
  await box(mine, 'Book the stall').click();
  await expect(messages(ana)).toContainText('Kept on this device, sent when you are back');
  await expect(box(mine, 'Book the stall')).toBeChecked();
  await visit(meera, `tasks/${id}`);
  await expect(box(steps(meera, title), 'Book the stall')).not.toBeChecked();
  await ana.context.setOffline(false);
  await expect(box(steps(meera, title), 'Book the stall')).toBeChecked();
  await expect(box(mine, 'Book the stall')).toBeChecked();
});

test('on a phone a step is written, ticked and deleted with the thumb', async ({ join }) => {
  const ana = await join(owner, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const title = `Fair ${word()}`;
  const id = await putTask(ana, title);
  await visit(ana, `tasks/${id}`);
  const mine = steps(ana, title);
  await line(mine).tap();
  await ana.page.keyboard.type('Book the stall');
  await ana.page.keyboard.press('Enter');
  await box(mine, 'Book the stall').tap();
  await expect(mine).toContainText('1 of 1 done');
  const remove = mine.getByRole('button', { name: 'Delete Book the stall' });
  await expect(remove).toBeInViewport();
  expect((await remove.boundingBox())?.width).toBeGreaterThanOrEqual(40);
  await remove.tap();
  await expect(names(mine)).toHaveCount(0);
});
