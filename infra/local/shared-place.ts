import { mkdirSync } from 'node:fs';

/** Where root keeps what must be reachable for another user. Not the temp folder: that one may be emptied at any boot. */
export const sharedPlace = (): string => {
  const place = '/var/lib/dentracrm';
  mkdirSync(place, { recursive: true, mode: 0o755 });
  return place;
};
