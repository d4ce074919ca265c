import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeOf, identityOf, run, type Log, type RunAs } from './processes.ts';
import { sharedPlace } from './shared-place.ts';

/** What a second start must know about the first. It holds the password, hence mode 0600. */
export type State = { readonly place: string; readonly password: string; readonly port: number };

const stateFile = (dataDir: string) => join(dataDir, 'postgres.json');
const ownerFile = (dataDir: string) => join(dataDir, 'postgres.owner');

export const readState = (dataDir: string): State | undefined => {
  try {
    return JSON.parse(readFileSync(stateFile(dataDir), 'utf8')) as State;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new Error(`${stateFile(dataDir)} cannot be read, and it holds the password of the data beside it.`, {
      cause: error,
    });
  }
};

export const writeState = (dataDir: string, state: State): void => {
  const half = `${stateFile(dataDir)}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(half, stateFile(dataDir));
};

export const firstState = async (dataDir: string, runAs: RunAs | undefined, log: Log): Promise<State> => {
  const place = await choosePlace(dataDir, runAs, log);
  // A new password would be written over the loss, and open nothing.
  if (existsSync(join(place, 'data')))
    throw new Error(
      `${stateFile(dataDir)} is missing: it holds the password of the data in ${place}. Restore it from a backup; or move ${place} away to begin with an empty database.`,
    );
  mkdirSync(place, { recursive: true, mode: 0o700 });
  if (runAs) chownSync(place, runAs.uid, runAs.gid);
  return { place, password: randomBytes(24).toString('hex'), port: 0 };
};

const choosePlace = async (dataDir: string, runAs: RunAs | undefined, log: Log): Promise<string> => {
  const beside = join(resolve(dataDir), 'postgres');
  if (!runAs) return beside;
  const canEnter = async (folder: string) => (await run('/bin/sh', ['-c', 'cd "$0"', folder], { runAs })) === 0;
  if (await canEnter(dirname(beside))) return beside;
  // Ours to open, when only the folder itself is shut: passing through does not show what lies in it.
  if (await canEnter(dirname(dirname(beside)))) {
    chmodSync(dataDir, statSync(dataDir).mode | 0o011);
    return beside;
  }
  // A fresh name: a removed data folder means a fresh start, and old data is not ours to delete.
  const elsewhere = join(sharedPlace(), `data-${randomBytes(6).toString('hex')}`);
  log(`PostgreSQL cannot run as root, and ${dataDir} is closed to others: its files live in ${elsewhere}.`);
  return elsewhere;
};

/** The process that started the server of this folder and will stop it, while it lives. */
export const liveOwner = (dataDir: string): number | undefined => {
  if (!existsSync(ownerFile(dataDir))) return undefined;
  const identity = readFileSync(ownerFile(dataDir), 'utf8');
  const pid = Number.parseInt(identity, 10);
  return identityOf(pid) === identity ? pid : undefined;
};

export const takeOwnership = (dataDir: string): void => {
  const owner = liveOwner(dataDir);
  if (owner !== undefined && owner !== process.pid) {
    throw new Error(
      `${dataDir} is in use by process ${owner}: stop that one first, or give this one another DATA_DIR and PORT.`,
    );
  }
  writeFileSync(ownerFile(dataDir), identityOf(process.pid) ?? '');
};

export const releaseOwnership = (dataDir: string): void => rmSync(ownerFile(dataDir), { force: true });
