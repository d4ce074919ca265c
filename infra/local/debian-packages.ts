import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachePlace } from './cache-place.ts';
import { run, type Log } from './processes.ts';

export const hasApt = (): boolean => process.platform === 'linux' && existsSync('/usr/bin/apt-get');

export const isDebian = (): boolean => hasApt() && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));

const quietly = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
const output = () => join(cachePlace('apt'), 'apt.log');

/** Installs with root's rights, or with a sudo that asks nothing; false when there are neither, or apt refused. */
export const installPackages = async (names: readonly string[], log: Log): Promise<boolean> => {
  if (!hasApt()) return false;
  const asRoot = process.getuid?.() === 0;
  if (!asRoot && (await run('sudo', ['-n', 'true'])) !== 0) return false;
  const words = output();
  const apt = (...args: string[]) => {
    const [command, rest] = asRoot
      ? ['apt-get', args]
      : ['sudo', ['-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]];
    return run(command, rest, { env: quietly, output: words });
  };
  log(`Installing ${names.join(', ')} with apt-get (once) …`);
  const install = ['install', '-y', '--no-install-recommends', ...names];
  // A machine that has never asked its mirrors knows no package at all.
  if ((await apt(...install)) === 0) return true;
  if ((await apt('update')) === 0 && (await apt(...install)) === 0) return true;
  log(`apt-get could not install ${names.join(', ')}; what it said is in ${words}.`);
  return false;
};

/** Without root: fetches packages and unpacks them into a folder. Whether that suffices, only running them tells. */
export const unpackPackages = async (names: readonly string[], folder: string, log: Log): Promise<void> => {
  if (!hasApt()) return;
  mkdirSync(folder, { recursive: true });
  const words = output();
  log(`Fetching ${names.join(', ')} with apt-get, without installing …`);
  for (const name of names) {
    // Libraries have other names from release to release; one that is missing may well be there already.
    await run('apt-get', ['download', name], { cwd: folder, env: quietly, output: words });
  }
  for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.deb'))) {
    await run('dpkg', ['-x', file, folder], { cwd: folder, output: words });
  }
};
