import { createHash } from 'node:crypto';
import { imageSize } from 'image-size';
import { isImageName } from '#shared/tailoring.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import type { Database } from '#server/database/connection.ts';
import { StoredImage } from '#server/database/tables/images.ts';

/** How large an image may be, in bytes. */
export const largestImage = 512 * 1024;
/** Along either side: a small file can unfold into a picture that no browser can hold. */
const longestSide = 4_096;
/** A tenant keeps its latest: its logo, and those that an undo may bring back. */
const mostImages = 20;

const types = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' } as const;
type Format = keyof typeof types;

type Image = { readonly name: string; readonly type: string; readonly bytes: Buffer };

/** What it is by its bytes, whatever its sender calls it. Throws a `Refusal` for what is none that is taken. */
const formatOf = (bytes: Buffer): Format => {
  if (bytes.length === 0) throw invalid('logo', 'Send the image as the body of the request.');
  if (bytes.length > largestImage)
    throw new Refusal('TOO_LARGE', 'The image has more than 512 kB. Make it smaller.', { field: 'logo' });
  const start = bytes.subarray(0, 512).toString('latin1').trimStart().toLowerCase();
  if (/^(<\?xml|<!doctype svg|<svg|<!--)/.test(start))
    throw invalid('logo', 'SVG files can hold scripts, and are not taken. Save the image as PNG and send that.');
  const { type, width, height } = sizeOf(bytes);
  if (type !== 'png' && type !== 'jpg' && type !== 'webp') throw notTaken();
  if (width < 1 || height < 1 || width > longestSide || height > longestSide)
    throw invalid('logo', `The image is ${width} by ${height} pixels; ${longestSide} by ${longestSide} is the most.`);
  return type;
};

const notTaken = (): Refusal => invalid('logo', 'This is not a PNG, JPEG or WebP image. Save it as one of these.');

const sizeOf = (bytes: Buffer): { readonly type: string; readonly width: number; readonly height: number } => {
  try {
    const { type = '', width, height } = imageSize(bytes);
    return { type, width, height };
  } catch (error) {
    // The library throws plain errors for what it cannot read.
    if (error instanceof Error) throw notTaken();
    throw error;
  }
};

/** Keeps an image, and gives the name under which it is read. The same image again has the same name. Throws a `Refusal`. */
export const keepImage = async (db: Database, bytes: Buffer): Promise<string> => {
  const format = formatOf(bytes);
  const name = `${createHash('sha256').update(bytes).digest('hex')}.${format}`;
  await db.entities((em) => em.upsert(StoredImage, { name, type: types[format], bytes, createdAt: new Date() }));
  await db.query(
    `delete from images where name not in (select name from images order by created_at desc limit ${mostImages})
       and name not in (select logo from settings where logo is not null)`,
  );
  return name;
};

/** The image of this name; null where there is none. */
export const readImage = async (db: Database, name: string): Promise<Image | null> => {
  if (!isImageName(name)) return null;
  const [found] = await db.prepared<Image>('select name, type, bytes from images where name = $1', [name]);
  return found ?? null;
};
