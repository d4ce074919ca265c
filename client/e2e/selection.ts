import type { Locator } from '@playwright/test';
import { putLead, type Seat } from './pages.ts';

export const bar = ({ page }: Seat): Locator => page.getByRole('region', { name: 'Selected' });
export const box = (seat: Seat, name: string): Locator =>
  seat.page.getByRole('checkbox', { name: `Select ${name}`, exact: true });

export const putLeads = async (boss: Seat, tag: string, values: Record<string, unknown> = {}): Promise<string[]> => {
  const ids: string[] = [];
  for (const name of ['Anitha', 'Banu', 'Chitra', 'Devi'])
    ids.push(await putLead(boss, { name: `${name} ${tag}`, ...values }));
  return ids;
};
