import { v7 } from 'uuid';

/**
 * What this device keeps for one person of one tenant: changes that are not sent yet, text that is not saved yet. It
 * comes back to the same person only, is cleared when they sign out, and forgotten after a week.
 */
export type PersonalStorage = {
  /** Null where there is nothing, or nothing that can be read any more. */
  read<T>(name: string): T | null;
  /** The same, but what another tab may still be at: text that was written there a moment ago. */
  readLeft<T>(name: string): T | null;
  /** False where this device could not keep it. */
  write(name: string, value: unknown): boolean;
  remove(name: string): void;
  /** The names that begin so. */
  names(prefix: string): string[];
  clear(): void;
};

type Kept = { readonly at: number; readonly tab: string; readonly value: unknown };

/** A tab that has not written for so long is taken to be gone, or its person elsewhere. */
const stillAtMs = 5 * 60_000;

const keptMs = 7 * 86_400_000;

/** Storage can be forbidden or full: what is kept is then kept as long as the page is open. */
const device = (): Storage | null => {
  try {
    return typeof localStorage === 'undefined' ? null : localStorage;
  } catch (error) {
    console.info('This browser keeps nothing for the app.', error);
    return null;
  }
};

const parse = (text: string | null): Kept | null => {
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Kept | null;
    return typeof kept?.at === 'number' ? kept : null;
  } catch (error) {
    console.info('What was kept cannot be read.', error);
    return null;
  }
};

/** Outlives a page of this tab, and is not shared with other tabs. */
const thisTab = (): string => {
  const key = 'dentracrm/tab';
  const known = sessionStorage.getItem(key);
  if (known !== null) return known;
  const made = v7();
  sessionStorage.setItem(key, made);
  return made;
};

const isFresh = (kept: Kept | null): kept is Kept => kept !== null && Math.abs(Date.now() - kept.at) < keptMs;

/** Of everyone who was ever at this device: some do not come back. */
const forgetOld = (storage: Storage): void => {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '');
  for (const key of keys)
    if (/^dentracrm\/[^/]+\/[^/]+\/./.test(key) && !isFresh(parse(storage.getItem(key)))) storage.removeItem(key);
};

export const createPersonalStorage = (tenant: string, person: string): PersonalStorage => {
  const storage = device();
  const start = `dentracrm/${tenant}/${person}/`;

  const namesOf = (prefix: string): string[] =>
    storage
      ? Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '')
          .filter((key) => key.startsWith(start + prefix))
          .map((key) => key.slice(start.length))
      : [];

  const read = <T>(name: string): T | null => {
    const kept = parse(storage?.getItem(start + name) ?? null);
    return isFresh(kept) ? (kept.value as T) : null;
  };

  const remove = (name: string): void => storage?.removeItem(start + name);

  if (storage) forgetOld(storage);

  return {
    read,
    readLeft: <T>(name: string): T | null => {
      const kept = parse(storage?.getItem(start + name) ?? null);
      const isLeft = kept !== null && (kept.tab === thisTab() || Date.now() - kept.at > stillAtMs);
      return isLeft ? read<T>(name) : null;
    },
    write: (name, value) => {
      try {
        storage?.setItem(start + name, JSON.stringify({ at: Date.now(), tab: thisTab(), value } satisfies Kept));
        return storage !== null;
      } catch (error) {
        console.info('This browser could not keep something for the app.', error);
        return false;
      }
    },
    remove,
    names: namesOf,
    clear: () => {
      for (const name of namesOf('')) remove(name);
    },
  };
};
