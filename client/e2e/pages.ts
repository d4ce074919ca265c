import {
  devices,
  expect,
  test as base,
  type APIResponse,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from '@playwright/test';

/** The demonstration's people, as `npm start` prints them and server/demo/people.ts has them. */
export type Person = { readonly tenant: string; readonly email: string; readonly name: string };

export const password = 'smile-please-2026';
const at = (tenant: string, email: string, name: string): Person => ({ tenant, email, name });
export const admin = at('avmsmiles', 'admin@avmsmiles.example', 'Dr. Anitha Venkatesan');
export const ganapathy = at('avmsmiles', 'divya@avmsmiles.example', 'Divya Krishnan');
export const rsPuram = at('avmsmiles', 'meenakshi@avmsmiles.example', 'Meenakshi Sundaram');
export const thudiyalur = at('avmsmiles', 'suresh@avmsmiles.example', 'Suresh Babu');
export const vadavalli = at('avmsmiles', 'nandhini@avmsmiles.example', 'Nandhini Rajan');
export const saravanampatti = at('avmsmiles', 'arun@avmsmiles.example', 'Arun Prakash');
export const owner = at('litedesk-demo', 'owner@litedesk.example', 'Vikram Shetty');
export const manager = at('litedesk-demo', 'meera@litedesk.example', 'Meera Iyer');

/** The windows in which the journeys take place: a desk's, and a phone's in the hand. */
export const wide = { viewport: { width: 1440, height: 900 } };
const { defaultBrowserType: _, ...handset } = devices['Pixel 7'];
export const small = { ...handset, viewport: { width: 390, height: 844 } };

/** Someone with a browser of their own, signed in. */
export type Seat = { readonly page: Page; readonly context: BrowserContext; readonly person: Person };

type Join = (person: Person, options?: BrowserContextOptions & { readonly signedIn?: boolean }) => Promise<Seat>;

/** Where the keyboard is in each page, which a picture does not show. */
const sayFocus = async (contexts: readonly BrowserContext[]): Promise<void> => {
  for (const page of contexts.flatMap((context) => context.pages())) {
    const focused = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300));
    console.log(`The focus at ${page.url()} is on ${focused}`);
  }
};

export const test = base.extend<{ join: Join }>({
  join: async ({ browser }, use, testInfo) => {
    const contexts: BrowserContext[] = [];
    await use(async (person, { signedIn = true, ...options } = {}) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      if (signedIn) {
        // Each has a session of its own: a refresh token that two browsers share counts as stolen.
        const answer = await context.request.post(`/${person.tenant}/api/v1/auth/login`, {
          data: { email: person.email, password },
        });
        expect(answer.ok(), await answer.text()).toBe(true);
      }
      return { page: await context.newPage(), context, person };
    });
    if (testInfo.status !== testInfo.expectedStatus) await sayFocus(contexts);
    for (const context of contexts) await context.close();
  },
});

export { expect };

/** Opens a place of the person's workspace and waits until it is live. */
export const visit = async ({ page, person }: Seat, place = ''): Promise<void> => {
  await page.goto(`/${person.tenant}/${place}`);
  await expect(chip({ page })).toHaveText(/Live/);
};

const dataOf = async (answer: APIResponse): Promise<Record<string, unknown>> => {
  expect(answer.ok(), await answer.text()).toBe(true);
  const { data } = (await answer.json()) as { data: Record<string, unknown> };
  return data;
};

/** Asks REST as this person's browser would. */
export const ask = async (
  { context, person }: Seat,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  data?: unknown,
): Promise<Record<string, unknown>> => {
  const cookies = await context.cookies();
  const csrf = cookies.find(
    ({ name, path: place }) => name.startsWith('csrf-') && place.startsWith(`/${person.tenant}`),
  )?.value;
  return dataOf(
    await context.request.fetch(`/${person.tenant}/api/v1/${path}`, {
      method,
      headers: { 'X-CSRF-Token': csrf ?? '' },
      ...(data === undefined ? {} : { data }),
    }),
  );
};

const letters = 'bcdfghjklmnprstvz';

/** A word that no other lead has, to find one's own by. */
export const word = (): string => {
  const made = Array.from({ length: 8 }, () => letters[Math.floor(Math.random() * letters.length)]).join('');
  return made.charAt(0).toUpperCase() + made.slice(1);
};

/** A mobile number that is on no lead. */
export const phone = (): string => `98${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;

const clinicIds = new Map<string, string>();

/** A clinic's id by its name. */
export const clinicId = async (seat: Seat, name: string): Promise<string> => {
  if (clinicIds.size === 0) {
    const clinics = (await ask(seat, 'GET', 'clinics?limit=100')) as unknown as { id: string; name: string }[];
    for (const clinic of clinics) clinicIds.set(clinic.name, clinic.id);
  }
  return clinicIds.get(name) ?? '';
};

type LeadValues = { readonly name: string; readonly clinic?: string | null; readonly [field: string]: unknown };

/** Puts a lead there before the journey begins; by an admin, so that it may be anywhere. */
export const putLead = async (seat: Seat, { clinic = 'Ganapathy', ...values }: LeadValues): Promise<string> => {
  const id = clinic === null ? null : await clinicId(seat, clinic);
  const made = await ask(seat, 'POST', 'leads', { phone: phone(), clinicId: id, ...values });
  return String(made['id']);
};

type Shown = Pick<Seat, 'page'>;

export const chip = ({ page }: Shown): Locator => page.getByRole('banner').getByRole('status');

/** A lead's row in the list. */
export const row = ({ page }: Shown, name: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });

/** What in a row, or in the open lead, shows a value and changes it. */
export const control = (within: Locator, value: string): Locator =>
  within.getByRole('button', { name: `${value}. Change`, exact: true });

export const pane = ({ page }: Shown): Locator => page.getByRole('complementary', { name: 'Open lead' });

export const filters = ({ page }: Shown): Locator => page.getByRole('complementary', { name: 'Filters' });

/** A choice among the filters, by its name and how many it counts. */
export const filter = (shown: Shown, name: string, count: number): Locator =>
  filters(shown).getByRole('checkbox', { name: `${name} ${count}`, exact: true });

export const messages = ({ page }: Shown): Locator => page.getByRole('region', { name: 'Messages' });

/** Picks from the floating list that is open. */
export const pick = async ({ page }: Shown, option: string | RegExp): Promise<void> => {
  await page.getByRole('dialog').getByRole('option', { name: option }).click();
};

/** Opens a lead beside the list, from its row. */
export const open = async (shown: Shown, name: string): Promise<Locator> => {
  await row(shown, name).getByRole('link', { name, exact: true }).click();
  await expect(pane(shown).getByRole('heading', { level: 2 })).toHaveText(name);
  return pane(shown);
};

/** Nothing of it is anywhere in the page, seen or not. */
export const expectNowhere = async ({ page }: Shown, text: string): Promise<void> => {
  await expect.poll(async () => (await page.content()).includes(text)).toBe(false);
  expect(await page.title()).not.toContain(text);
};

/** Keeps what the server announces to this person from arriving, to let it go later; before the first visit. */
export const holdChanges = async ({ page }: Shown): Promise<{ hold: () => void; release: () => void }> => {
  let held: (() => void)[] | null = null;
  await page.routeWebSocket(/socket\.io/, (client) => {
    client.connectToServer().onMessage((message) => {
      const pass = (): void => client.send(message);
      if (held && /\["(?:change|frame)"/.test(String(message))) held.push(pass);
      else pass();
    });
  });
  return {
    hold: () => {
      held = [];
    },
    release: () => {
      const late = held ?? [];
      held = null;
      for (const pass of late) pass();
    },
  };
};
