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
    // Copying the page at each step takes a quarter of the time: what failed is photographed, and recorded on request.
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: executablePath ? { executablePath } : {},
  },
});
