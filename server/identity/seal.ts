import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyFor } from './csrf.ts';

/*
 * What only the server may read again, even if someone has a copy of the database: encrypted with a key that
 * is made from the installation's secret. `context` names what it belongs to, so that one's is no good as another's.
 */
const nonceBytes = 12;
const tagBytes = 16;

export const seal = (text: string, context: string, jwtSecret: string): string => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyFor('seal', jwtSecret), nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
};

/** Null for what was sealed under another secret or for something else, or was changed since. */
export const unseal = (sealed: string, context: string, jwtSecret: string): string | null => {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < nonceBytes + tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', keyFor('seal', jwtSecret), bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const opened = decipher.update(bytes.subarray(nonceBytes + tagBytes));
  try {
    return Buffer.concat([opened, decipher.final()]).toString('utf8');
  } catch (error) {
    // The one error that it has: what was sealed is not what is here.
    if (error instanceof Error) return null;
    throw error;
  }
};
