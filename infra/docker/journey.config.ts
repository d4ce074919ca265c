import { defineConfig } from '@playwright/test';
import { findBrowser } from '#infra/local/browser.ts';

const executablePath = findBrowser();

/** The journeys of the product against one that runs already, at E2E_URL. */
export default defineConfig({
  testDir: '../../client/e2e',
  outputDir: process.env.E2E_OUTPUT ?? 'test-results',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: { baseURL: process.env.E2E_URL, launchOptions: executablePath ? { executablePath } : {} },
});
