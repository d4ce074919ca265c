import { createAdapter } from '@socket.io/redis-adapter';
import type { Redis } from 'ioredis';
import type { Log } from '#server/log.ts';
import { connectRedis } from '#server/redis.ts';

/** The line between pods. It may be cut at any time: `isUp` tells how much to trust it. */
export type BusLink = { readonly isUp: () => boolean; readonly close: () => void };

type Adapter = ReturnType<typeof createAdapter>;

/**
 * Joins the pods through Redis. Nothing waits for it and nothing depends on it: what is published while it is away is
 * dropped, for a late word is worth nothing beside the change log.
 */
export const connectBus = (url: string, log: Log): { readonly link: BusLink; readonly adapter: Adapter } => {
  const publisher = connectRedis(url, log, { enableOfflineQueue: false });
  const subscriber = connectRedis(url, log);
  quieten(publisher, ['publish'], log);
  quieten(subscriber, ['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe'], log);
  return {
    adapter: createAdapter(publisher, subscriber, { requestsTimeout: 2_000 }),
    link: {
      isUp: () => publisher.status === 'ready' && subscriber.status === 'ready',
      close: () => {
        publisher.disconnect();
        subscriber.disconnect();
      },
    },
  };
};

type Command = 'publish' | 'subscribe' | 'psubscribe' | 'unsubscribe' | 'punsubscribe';

/** The adapter never looks at what these answer, so one that fails would be an unhandled rejection, and end the process. */
const quieten = (redis: Redis, commands: readonly Command[], log: Log): void => {
  for (const command of commands) {
    const send = redis[command].bind(redis) as (...args: unknown[]) => Promise<unknown>;
    const quiet = (...args: unknown[]): Promise<unknown> =>
      send(...args).catch((error: Error) => log.debug({ command, error: error.name }, 'redis did not take it'));
    Object.assign(redis, { [command]: quiet });
  }
};
