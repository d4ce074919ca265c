import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from '@playwright/test';
import { ensureBrowser } from '#infra/local/browser.ts';
import type { Log } from '#infra/local/processes.ts';
import { percentiles, type Percentiles } from './figures.ts';

/** How long frames take while a long list goes by, in microseconds. */
export type Frames = Percentiles & { readonly longest: number };

export type Scrolled = {
  readonly leads: number;
  /** The most lines that were in the page at once. */
  readonly linesInPage: number;
  /** While the list was loaded by scrolling down it. */
  readonly loading: Frames;
  readonly ours: readonly Frames[];
  readonly bare: readonly Frames[];
  /** Bytes in use after a collection: with the first leads, with all of them, and after each time up and down all of them. */
  readonly heap: { readonly first: number; readonly loaded: number; readonly after: readonly number[] };
};

type Scrolling = { readonly url: string; readonly token: string; readonly rounds: number; readonly log: Log };

/** Pixels with each frame: as fast as a finger flicks, 180 leads a second, and far beyond, to get through all of them. */
const fast = 120;
const racing = 1_600;
/** Of scrolling fast in each round. */
const seconds = 8;

/** The lead desk, and a page that holds as many lines and nothing else, scrolled in turns by the same hand. */
export const measureScrolling = async ({ url, token, rounds, log }: Scrolling): Promise<Scrolled> => {
  const executablePath = await ensureBrowser(log);
  const browsers: Browser[] = [];
  // A browser each: what is behind another tab gets no frames. When the bench is interrupted they are closed, in order.
  const enter = async (): Promise<BrowserContext> => {
    const browser = await chromium.launch({
      executablePath,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    browsers.push(browser);
    return browser.newContext({ viewport: { width: 1440, height: 900 } });
  };
  try {
    const [one, other] = [await enter(), await enter()];
    const cookie = { domain: '127.0.0.1', path: new URL(url).pathname };
    await one.addCookies([
      { ...cookie, name: 'access', value: token, httpOnly: true },
      { ...cookie, name: 'csrf', value: 'none' },
    ]);
    const { page: desk, session, total } = await openDesk(one, url);
    const bare = await openBare(other, total);
    const first = await heapOf(session);
    const loading = await scroll(desk, { by: racing, loads: true, seconds: 120 });
    const last = await desk.locator(`${list} > li[aria-posinset]`).last().getAttribute('aria-posinset');
    if (Number(last) !== total) throw new Error(`only ${last} of ${total} leads came in`);
    const loaded = await heapOf(session);
    const found = { ours: [] as Frames[], bare: [] as Frames[], after: [] as number[], lines: loading.lines };
    for (let i = 0; i < rounds; i++) {
      // From the bottom up, and back down.
      const by = i % 2 === 0 ? -fast : fast;
      const own = await scroll(desk, { by, seconds });
      found.ours.push(framesOf(own.took));
      found.lines = Math.max(found.lines, own.lines);
      found.bare.push(framesOf((await scroll(bare, { by: -by, seconds })).took));
    }
    for (let i = 0; i < 2; i++) {
      await scroll(desk, { by: -racing });
      await scroll(desk, { by: racing });
      found.after.push(await heapOf(session));
    }
    const { lines, after, ...frames } = found;
    return {
      leads: total,
      linesInPage: lines,
      loading: framesOf(loading.took),
      ...frames,
      heap: { first, loaded, after },
    };
  } finally {
    for (const browser of browsers) await browser.close();
  }
};

const list = 'ul[aria-label="Leads"]';

const openDesk = async (
  context: BrowserContext,
  url: string,
): Promise<{ page: Page; session: CDPSession; total: number }> => {
  const page = await context.newPage();
  await page.goto(url);
  const line = page.locator(`${list} > li[aria-setsize]`).first();
  await line.waitFor();
  const total = Number(await line.getAttribute('aria-setsize'));
  if (!(total > 10_000)) throw new Error(`the desk shows ${total} leads`);
  return { page, session: await context.newCDPSession(page), total };
};

const openBare = async (context: BrowserContext, lines: number): Promise<Page> => {
  const page = await context.newPage();
  const items = Array.from(
    { length: lines },
    (_, i) => `<li>Meena Krishnan ${i} · 98430 12345 · Connected · Ganapathy · Tomorrow</li>`,
  );
  await page.setContent(
    `<style>body { margin: 0; font: 13px sans-serif } div { height: 100vh; overflow-y: auto } ul { margin: 0; padding: 0 } li { height: 40px }</style><div><ul aria-label="Leads">${items.join('')}</ul></div>`,
  );
  return page;
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
type Moved = { readonly took: readonly number[]; readonly lines: number };

const scroll = (page: Page, { by, seconds: limit = Infinity, loads = false }: Hand): Promise<Moved> =>
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

const framesOf = (took: readonly number[]): Frames => {
  const times = took.map((milliseconds) => milliseconds * 1_000);
  return { ...percentiles(times), longest: Math.max(...times) };
};

const heapOf = async (session: CDPSession): Promise<number> => {
  // What one collection finds free, the next can give back.
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
};
