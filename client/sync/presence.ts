import type { Presence as PresenceNews, ViewRequest } from '#shared/protocol.ts';
import { createKeyedSignals } from '#client/lib/keyed-signals.ts';
import type { Person } from '#client/lib/person.ts';

export type Presence = {
  receive(news: readonly PresenceNews[]): void;
  view(collection: string, id: string | null): void;
  get(collection: string, id: string): readonly Person[];
  /** A new connection knows nothing of what I have open. */
  opened(): void;
  /** Without a connection it is not known who has what open. */
  disconnected(): void;
};

const none: readonly Person[] = [];

export const createPresence = (me: () => string | undefined, send: (request: ViewRequest) => void): Presence => {
  const people = createKeyedSignals<readonly Person[]>(none);
  let viewed: ViewRequest | null = null;

  return {
    receive: (news) => {
      for (const { collection, id, people: there } of news) {
        const others = there.filter((person) => person.id !== me());
        people.set(`${collection}/${id}`, others.length > 0 ? others : none);
      }
    },
    view: (collection, id) => {
      if (viewed?.collection === collection && viewed.id === id) return;
      // Closing one record must not close another that was opened in its place.
      if (id === null && viewed !== null && viewed.collection !== collection) return;
      viewed = { collection, id };
      send(viewed);
    },
    get: (collection, id) => people.get(`${collection}/${id}`),
    opened: () => {
      if (viewed?.id) send(viewed);
    },
    disconnected: () => {
      for (const key of people.keys()) people.set(key, none);
    },
  };
};
