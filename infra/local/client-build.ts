import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './cache-place.ts';
import type { Log } from './processes.ts';

const dist = join(root, 'client', 'dist');
const stampFile = join(dist, '.built-from');

/** Builds the screens when anything they are made of has changed since the last time. */
export const buildClient = async (log: Log): Promise<void> => {
  const stamp = sourceStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  log('Building the screens …');
  const { build } = await import('vite');
  // Built aside and swapped in, so that a server that is running never serves half a build.
  const next = `${dist}.${process.pid}`;
  const old = `${dist}.old.${process.pid}`;
  try {
    await build({ configFile: join(root, 'client', 'vite.config.ts'), build: { outDir: next }, logLevel: 'warn' });
    writeFileSync(join(next, '.built-from'), stamp);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(next, dist);
  } finally {
    for (const leftover of [next, old]) rmSync(leftover, { recursive: true, force: true });
  }
};

const sources = ['client/**/*', 'shared-types/**/*.ts', 'package-lock.json'];
const notSources = ['client/dist*/**', 'client/e2e/**', 'client/testing/**', '**/*.test.ts'];

// By content: a checkout gives every file a new time.
const sourceStamp = (): string => {
  const hash = createHash('sha256');
  const files = globSync(sources, { cwd: root, exclude: notSources, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).toSorted()) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
};
