import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cachePlace } from '#infra/local/cache-place.ts';
import { unpackPackages } from '#infra/local/debian-packages.ts';
import { onPath, run, type Log } from '#infra/local/processes.ts';

/**
 * An nginx that runs here, fetched where there is none; undefined where it cannot be had. It is only unpacked: installed,
 * Debian's would start serving on this machine at once.
 */
export const findNginx = async (log: Log): Promise<string | undefined> => {
  const installed = onPath('nginx') ?? '/usr/sbin/nginx';
  if (existsSync(installed)) return (await works(installed)) ? installed : undefined;
  const folder = cachePlace('nginx');
  const unpacked = join(folder, 'usr/sbin/nginx');
  if (!existsSync(unpacked)) await unpackPackages(['nginx'], folder, log);
  return existsSync(unpacked) && (await works(unpacked)) ? unpacked : undefined;
};

const works = async (command: string): Promise<boolean> => (await run(command, ['-v'])) === 0;
