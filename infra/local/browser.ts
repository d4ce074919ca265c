import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { root } from './cache-place.ts';
import { installPackages, isDebian } from './debian-packages.ts';
import { onPath, run, type Log } from './processes.ts';

const macBrowsers = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The Chromium this machine already has; undefined when there is none. */
export const findBrowser = (): string | undefined => {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
  if (named) return named;
  const own = chromium.executablePath();
  if (own && existsSync(own)) return own;
  const installed = onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
  return installed ?? macBrowsers.find((file) => existsSync(file));
};

/** A Chromium for the tests, fetched when there is none. */
export const ensureBrowser = async (log: Log): Promise<string> => {
  // Debian's package brings the libraries a browser needs; elsewhere (Ubuntu's is a snap) Playwright's own comes first.
  const ways = isDebian() ? [fromApt, fromPlaywright] : [fromPlaywright, fromApt];
  for (const fetch of [() => undefined, ...ways]) {
    await fetch(log);
    const found = findBrowser();
    if (found) return found;
  }
  throw new Error(
    'The browser tests need Chromium and could not obtain it: install chromium, or set CHROMIUM_PATH to one.',
  );
};

const fromApt = (log: Log) => installPackages(['chromium'], log);

const fromPlaywright = async (log: Log): Promise<void> => {
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  log('Fetching a browser with Playwright (once) …');
  const dependencies = process.getuid?.() === 0 ? ['--with-deps'] : [];
  await run(process.execPath, [cli, 'install', ...dependencies, 'chromium'], { cwd: root });
};

if (import.meta.main) console.log(await ensureBrowser((line) => console.error(line)));
