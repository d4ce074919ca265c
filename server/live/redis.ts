import { createAdapter } from '@socket.io/redis-adapter';
import type { Log } from '#server/log.ts';
import { connectRedis } from '#server/redis.ts';

/** The line between pods. It may be cut at any time: `isUp` tells how much to trust it. */
export type PodLink = { readonly isUp: () => boolean; readonly close: () => void };

type Adapter = ReturnType<typeof createAdapter>;

/**
 * Joins the pods through Redis. Nothing waits for it and nothing depends on it: what is published while it is away is
 * dropped, for a late word is worth nothing beside the change log.
 */
export const linkPods = (url: string, log: Log): { readonly link: PodLink; readonly adapter: Adapter } => {
  const publisher = connectRedis(url, log, { enableOfflineQueue: false });
  const subscriber = connectRedis(url, log);
  // The adapter never looks at what publish answers, so a failed one would be an unhandled rejection.
  const publish = publisher.publish.bind(publisher);
  publisher.publish = ((...args: Parameters<typeof publish>) =>
    publish(...args).catch((error: Error) => {
      log.debug({ error: error.name }, 'not told to the other pods');
      return 0;
    })) as typeof publisher.publish;
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
