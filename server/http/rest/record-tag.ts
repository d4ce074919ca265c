import { createHash } from 'node:crypto';
import type { AnyRecord, Collection } from '#shared/collection.ts';

/**
 * The ETag of a record: its version. Whom some fields are not shown to has these named in it as well: what they have is
 * not what they would be given once more is shown to them.
 */
export const recordTag = ({ fields }: Collection, record: AnyRecord): string => {
  const hidden = Object.keys(fields).filter((name) => !Object.hasOwn(record, name));
  if (hidden.length === 0) return `"${record.version}"`;
  return `"${record.version}.${createHash('sha1').update(hidden.join()).digest('base64url').slice(0, 8)}"`;
};

/** The version that such a tag names; undefined where it is none. */
export const versionIn = (tag: string): number | undefined => {
  const version = /^(?:W\/)?"(\d{1,9})(?:\.[\w-]{8})?"$/.exec(tag)?.[1];
  return version === undefined ? undefined : Number(version);
};
