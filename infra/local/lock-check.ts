import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './cache-place.ts';

type Entry = {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
};

export type Packages = Readonly<Record<string, Entry>>;

/**
 * npm leaves a platform's package out of the lock when it was not published yet, without a word;
 * then nothing can be installed on that platform, and developers on other platforms do not notice.
 */
export const missingFromLock = (packages: Packages): string[] =>
  Object.entries(packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isLocked(packages, path, name))
      .map(([name, version]) => `${name}@${version}, wanted by ${path || 'this project'}`),
  );

// Where Node would look: beside the package that asks, then in every folder above it.
const isLocked = (packages: Packages, path: string, name: string): boolean => {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
};

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Packages };
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const loose = ['dependencies', 'devDependencies', 'optionalDependencies']
    .flatMap((kind) => Object.entries(wanted[kind] ?? {}))
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} is not pinned: ${version}`);
  const addresses = Object.entries(lock.packages)
    .filter(([, { resolved }]) => resolved?.startsWith('http'))
    .map(([path]) => `${path} holds a download address`);
  const faults = [...missingFromLock(lock.packages).map((line) => `missing: ${line}`), ...loose, ...addresses];
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
