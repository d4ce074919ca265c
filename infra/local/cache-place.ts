import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const root = dirname(dirname(import.meta.dirname));

/** Goes with node_modules, so that removing that folder removes all that was fetched for this checkout. */
export const cachePlace = (name: string): string => {
  const place = join(root, 'node_modules', '.cache', name);
  mkdirSync(place, { recursive: true });
  return place;
};
