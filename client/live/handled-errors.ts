/**
 * A form or an editor that has asked for a change shows a refusal itself, at the field at fault; the shell's message
 * would say it twice. Claims are counted, since two editors of one record can be open.
 */
const claims = new Map<string, number>();

const key = (collection: string, id: string | null): string => `${collection}/${id ?? ''}`;

export const isHandled = (collection: string, id: string | null): boolean => (claims.get(key(collection, id)) ?? 0) > 0;

/** Runs an asking whose refusal the caller shows. */
export const handlingErrors = async <T>(collection: string, id: string | null, run: () => Promise<T>): Promise<T> => {
  const name = key(collection, id);
  claims.set(name, (claims.get(name) ?? 0) + 1);
  try {
    return await run();
  } finally {
    const left = (claims.get(name) ?? 1) - 1;
    if (left > 0) claims.set(name, left);
    else claims.delete(name);
  }
};
