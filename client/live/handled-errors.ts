/**
 * A form or an editor that sent a change shows a refusal itself, at the field at fault; a message would show it twice.
 * They are counted, since two editors of one record can be open.
 */
const handlers = new Map<string, number>();

const key = (collection: string, id: string | null): string => `${collection}/${id ?? ''}`;

export const isHandled = (collection: string, id: string | null): boolean =>
  (handlers.get(key(collection, id)) ?? 0) > 0;

/** Runs a request whose refusal the caller shows. */
export const handlingErrors = async <T>(collection: string, id: string | null, run: () => Promise<T>): Promise<T> => {
  const name = key(collection, id);
  handlers.set(name, (handlers.get(name) ?? 0) + 1);
  try {
    return await run();
  } finally {
    const left = (handlers.get(name) ?? 1) - 1;
    if (left > 0) handlers.set(name, left);
    else handlers.delete(name);
  }
};
