import { chromium, type Browser, type BrowserContextOptions, type CDPSession, type Page } from '@playwright/test';
import { ensureBrowser } from '#infra/local/browser.ts';
import type { Log } from '#infra/local/processes.ts';

/** Browsers of the bench, each with one window: what is behind another gets no frames. Closed in order by `close`. */
export type Browsers = {
  readonly enter: (options: BrowserContextOptions) => Promise<{ readonly page: Page; readonly session: CDPSession }>;
  readonly close: () => Promise<void>;
};

export const openBrowsers = async (log: Log): Promise<Browsers> => {
  const executablePath = await ensureBrowser(log);
  const browsers: Browser[] = [];
  return {
    enter: async (options) => {
      // When the bench is interrupted they are closed by it.
      const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
      const browser = await chromium.launch({ executablePath, ...signals });
      browsers.push(browser);
      const context = await browser.newContext(options);
      const page = await context.newPage();
      return { page, session: await context.newCDPSession(page) };
    },
    close: async () => {
      for (const browser of browsers) await browser.close();
    },
  };
};

export const list = 'ul[aria-label="Leads"]';

/** Signs a window in with these cookies, as a server sets them, and opens the desk. Gives how many leads it shows. */
export const openDesk = async (page: Page, url: string, cookies: readonly string[]): Promise<number> => {
  const { hostname: domain, pathname: path } = new URL(url);
  await page.context().addCookies(
    cookies.flatMap((cookie) => {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      return value === '' ? [] : { domain, path, name, value };
    }),
  );
  await page.goto(url);
  const line = page.locator(`${list} > li[aria-setsize]`).first();
  await line.waitFor();
  return Number(await line.getAttribute('aria-setsize'));
};

/** Bytes in use after a collection. */
export const heapOf = async (session: CDPSession): Promise<number> => {
  // What one collection finds free, the next can give back.
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
};

type Hand = {
  /** Pixels with each frame; upwards where negative. */
  readonly by: number;
  /** Until the end of the list where not given. */
  readonly seconds?: number;
  /** At the end, waits for more leads to come in. */
  readonly loads?: boolean;
};

/** Milliseconds between frames, and the most lines that were in the page. */
export type Moved = { readonly took: readonly number[]; readonly lines: number };

export const scroll = (page: Page, { by, seconds: limit = Infinity, loads = false }: Hand): Promise<Moved> =>
  page.evaluate<Moved>(`new Promise((resolve) => {
    const list = document.querySelector('${list}');
    const scroller = list.parentElement;
    const took = [];
    let lines = 0;
    let began = null;
    let last = null;
    let stuckSince = null;
    const frame = (now) => {
      began ??= now;
      if (last !== null && stuckSince === null) took.push(now - last);
      last = now;
      if (took.length % 20 === 0) lines = Math.max(lines, list.children.length);
      const before = scroller.scrollTop;
      scroller.scrollTop += ${by};
      if (scroller.scrollTop !== before) stuckSince = null;
      else stuckSince ??= now;
      const isThrough = stuckSince !== null && (!${loads} || (now - stuckSince > 1000 && list.ariaBusy !== 'true'));
      if (isThrough || now - began > ${limit} * 1000) resolve({ took, lines });
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`);

/** Pixels with each frame: far beyond what a finger does, to get through thousands of leads. */
export const racing = 1_600;

/** Scrolls down until all leads are there. */
export const loadAll = async (page: Page, total: number): Promise<Moved> => {
  const moved = await scroll(page, { by: racing, loads: true, seconds: 300 });
  const last = await page.locator(`${list} > li[aria-posinset]`).last().getAttribute('aria-posinset');
  if (Number(last) !== total) throw new Error(`only ${last} of ${total} leads came in`);
  return moved;
};
