import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './cache-place.ts';
import type { Counts } from './unit-tests.ts';

type Stats = { readonly stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

/** Runs Playwright over the given files and tells what became of them. */
export const runBrowserTests = async (files: readonly string[], folder: string, browser: string): Promise<Counts> => {
  const results = join(folder, 'e2e.json');
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const child = spawn(process.execPath, [cli, 'test', ...files], {
    cwd: root,
    env: { ...process.env, E2E_RESULTS: results, CHROMIUM_PATH: browser },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (ended) => resolve(ended ?? 1));
  });
  if (!existsSync(results)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(readFileSync(results, 'utf8')) as Stats;
  const failed = stats.unexpected + stats.flaky;
  // A setup that breaks fails no test, yet it fails the run.
  return { passed: stats.expected, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: stats.skipped };
};
