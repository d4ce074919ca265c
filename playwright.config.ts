import { defineConfig } from '@playwright/test';
import { findBrowser } from '#infra/local/browser.ts';
import { freePort } from '#infra/local/processes.ts';

// Chosen once, before the workers start: they inherit it.
process.env.E2E_URL ??= `http://127.0.0.1:${await freePort()}`;
const executablePath = findBrowser();

export default defineConfig({
  testDir: './client/e2e',
  globalSetup: './infra/local/e2e-setup.ts',
  // A test that passes the second time has found something: it is not tried again.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // Three people in three browsers on one slow core take half of it; what hangs is found by `expect` long before.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ...(process.env.E2E_RESULTS ? [['json', { outputFile: process.env.E2E_RESULTS }] as const] : []),
  ],
  use: {
    baseURL: process.env.E2E_URL,
    // Without its film, which takes a good part of a slow core: what failed is photographed below.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: executablePath ? { executablePath } : {},
  },
});
