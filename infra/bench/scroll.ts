import type { Page } from '@playwright/test';
import type { Log } from '#infra/local/processes.ts';
import { heapOf, loadAll, openBrowsers, openDesk, racing, scroll } from './desk-page.ts';
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

type Scrolling = {
  readonly url: string;
  readonly cookies: readonly string[];
  readonly rounds: number;
  readonly log: Log;
};

/** Pixels with each frame: as fast as a finger flicks, 180 leads a second. */
const fast = 120;
/** Of scrolling fast in each round. */
const seconds = 8;

/** The lead desk, and a page that holds as many lines and nothing else, scrolled in turns by the same hand. */
export const measureScrolling = async ({ url, cookies, rounds, log }: Scrolling): Promise<Scrolled> => {
  const browsers = await openBrowsers(log);
  const viewport = { width: 1440, height: 900 };
  try {
    const { page: desk, session } = await browsers.enter({ viewport });
    const total = await openDesk(desk, url, cookies);
    if (!(total > 10_000)) throw new Error(`the desk shows ${total} leads`);
    const { page: bare } = await browsers.enter({ viewport });
    await fillBare(bare, total);
    const first = await heapOf(session);
    const loading = await loadAll(desk, total);
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
    await browsers.close();
  }
};

const fillBare = async (page: Page, lines: number): Promise<void> => {
  const items = Array.from(
    { length: lines },
    (_, i) => `<li>Meena Krishnan ${i} · 98430 12345 · Connected · Ganapathy · Tomorrow</li>`,
  );
  await page.setContent(
    `<style>body { margin: 0; font: 13px sans-serif } div { height: 100vh; overflow-y: auto } ul { margin: 0; padding: 0 } li { height: 40px }</style><div><ul aria-label="Leads">${items.join('')}</ul></div>`,
  );
};

const framesOf = (took: readonly number[]): Frames => {
  const times = took.map((milliseconds) => milliseconds * 1_000);
  return { ...percentiles(times), longest: Math.max(...times) };
};
