import {
  admin,
  ask,
  control,
  expect,
  filter,
  filters,
  ganapathy,
  messages,
  open,
  putLead,
  row,
  test,
  visit,
  wide,
  word,
} from './pages.ts';

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

test('at 1440 px the next action has its width, lateness its steps, and a change its place', async ({ join }) => {
  const boss = await join(admin, wide);
  const staff = await join(ganapathy, wide);
  const { page } = boss;
  const tag = word();
  const before = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const nextAction = 'Wants whitening before a wedding';
  const kavya = `Kavya ${tag}`;
  const id = await putLead(boss, { name: kavya, followUpDate: before(20), nextAction, lastContactedAt: new Date(0) });
  await putLead(boss, { name: `Meena ${tag}`, followUpDate: before(5), priority: 'hot' });
  await putLead(boss, { name: `Ravi ${tag}`, followUpDate: before(1.5) });
  await visit(boss, `?q=${tag}`);
  const first = row(boss, kavya);
  const next = first.locator('.cell-next');
  await expect(next).toHaveText(nextAction);
  expect((await next.boundingBox())?.width ?? 0).toBeGreaterThanOrEqual(260);
  expect(await next.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  await expect(first.locator('.cell-contact')).toBeVisible();
  for (const [name, step] of Object.entries({ Kavya: 'late', Meena: 'overdue', Ravi: 'slipped' }))
    await expect(row(boss, `${name} ${tag}`).locator('[data-follow-up]')).toHaveAttribute('data-follow-up', step);
  // A priority that says what the status says is its mark alone.
  await expect(row(boss, `Meena ${tag}`).getByText('Hot')).toBeInViewport();
  expect((await first.locator('.cell-priority').getByText('New').boundingBox())?.width).toBeLessThan(2);
  const call = first.getByRole('link', { name: `Call ${kavya}` });
  await expect(first.locator('.cell-actions')).toHaveCSS('opacity', '0');
  await first.hover();
  await expect(first.locator('.cell-actions')).toHaveCSS('opacity', '1');
  await expect(call).toBeInViewport();
  // Before it is seen it takes no tap.
  await page.mouse.move(5, 5);
  await expect(call).toHaveCSS('pointer-events', 'none');
  const named = first.locator('.cell-priority').getByRole('button');
  await named.hover();
  await expect(page.getByRole('tooltip')).toHaveText('New');

  await visit(staff, `?q=${tag}`);
  await ask(staff, 'PATCH', `leads/${id}`, { nextAction: 'Ring her' });
  await expect(first.locator('.cell-next.edited-cell')).toHaveText('Ring her');
  await expect(first.locator('.edited-cell')).toHaveCount(1);
  await expect(first.locator(`[data-edited-by="${ganapathy.name}"]`)).toBeVisible();
  await open(staff, kavya);
  await expect(first.getByRole('img', { name: `${ganapathy.name} has this open` })).toBeVisible();
  await ask(staff, 'PATCH', `leads/${id}`, { nextAction: 'Ring her on Monday' });
  await expect(first.locator('.cell-next.edited-cell')).toHaveText('Ring her on Monday');
  await expect(first.locator('[data-edited-by]')).toHaveCount(0);

  // What came in meanwhile is said where it covers no heading.
  await putLead(boss, { name: `Tara ${tag}` });
  const arrived = await page.getByRole('button', { name: /1 new/ }).boundingBox();
  const head = await page.locator('.list-head').boundingBox();
  expect(arrived?.y ?? 0).toBeGreaterThan((head?.y ?? 0) + (head?.height ?? 0));

  // The filters give their room to the source, and stay hidden.
  await page.getByRole('button', { name: /^Filters/ }).click();
  await expect(first.locator('.cell-source')).toBeVisible();
  expect((await next.boundingBox())?.width ?? 0).toBeGreaterThanOrEqual(260);
  await page.reload();
  await expect(first.locator('.cell-source')).toBeVisible();
  await expect(filters(boss)).toBeHidden();
  await page.getByRole('button', { name: /^My day/ }).click();
  await expect(page).toHaveURL(/followUp=overdue(%2C|,)today/);
  await page.getByRole('button', { name: /^Filters/ }).click();
  await expect(filter(boss, 'Overdue', 3)).toBeChecked();

  // A small window keeps what is to be done, with room to read it.
  await page.setViewportSize({ width: 1024, height: 768 });
  expect((await next.boundingBox())?.width ?? 0).toBeGreaterThanOrEqual(150);
  await page.setViewportSize(wide.viewport);

  // In the open lead nothing is there twice, and the story follows what is changed.
  const lead = await open(boss, kavya);
  for (const field of ['status', 'followUpDate', 'priority', 'clinicId'])
    await expect(lead.locator(`[data-pick="${field}"]:visible`)).toHaveCount(1);
  for (const cell of ['.cell-due [data-follow-up] > span', '.cell-status .truncate'])
    expect(
      await first
        .locator(cell)
        .first()
        .evaluate((one) => one.scrollWidth - one.clientWidth),
      cell,
    ).toBe(0);
  const tops = await lead.getByRole('region').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(tops.slice(0, 3)).toEqual(['Where it stands', 'Notes', 'Timeline']);
});

test('a search without an answer speaks of filters only where there are some', async ({ join }) => {
  const boss = await join(admin);
  const tag = word();
  await visit(boss, `?q=${tag}`);
  await expect(boss.page.getByText(`Nothing that you have access to matches “${tag}”.`)).toBeVisible();
  await filter(boss, 'Overdue', 0).check();
  await expect(
    boss.page.getByText(`Nothing that you have access to matches “${tag}” with these filters.`),
  ).toBeVisible();
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
