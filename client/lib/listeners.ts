import { throwLater } from './throw-later.ts';

export type Listeners<T> = {
  /** Call the result to stop listening. */
  on(listener: (news: T) => void): () => void;
  publish(news: T): void;
};

export const createListeners = <T>(): Listeners<T> => {
  const listeners = new Set<(news: T) => void>();
  return {
    on: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    publish: (news) => {
      for (const listener of listeners) {
        try {
          listener(news);
        } catch (error) {
          throwLater(error);
        }
      }
    },
  };
};
