import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import type { Log } from '#server/log.ts';

/** The line between pods. It may be cut at any time: `isUp` tells how much to trust it. */
export type PodLink = { readonly isUp: () => boolean; readonly close: () => Promise<void> };

type Adapter = ReturnType<typeof createAdapter>;

/**
 * Joins the pods through Redis. Nothing waits for it and nothing depends on it: what is published while it is away is
 * dropped (a late word is worth nothing beside the change log), and no error of it may reach the process.
 */
export const linkPods = (url: string, log: Log): { readonly link: PodLink; readonly adapter: Adapter } => {
  const options = { maxRetriesPerRequest: null, retryStrategy: (times: number) => Math.min(times * 50, 500) };
  const publisher = new Redis(url, { ...options, enableOfflineQueue: false });
  const subscriber = new Redis(url, options);
  let told = false;
  const down = (error: Error): void => {
    if (!told) log.warn({ code: (error as { code?: string }).code ?? error.name }, 'redis away; pods poll the log');
    told = true;
  };
  for (const client of [publisher, subscriber]) {
    client.on('error', down);
    client.on('ready', () => {
      if (told) log.info('redis back');
      told = false;
    });
  }
  // The adapter never looks at what publish answers, so a failed one would be an unhandled rejection.
  const publish = publisher.publish.bind(publisher);
  publisher.publish = ((...args: Parameters<typeof publish>) =>
    publish(...args).catch((error: Error) => {
      down(error);
      return 0;
    })) as typeof publisher.publish;
  return {
    adapter: createAdapter(publisher, subscriber, { requestsTimeout: 2_000 }),
    link: {
      isUp: () => publisher.status === 'ready' && subscriber.status === 'ready',
      close: async () => {
        publisher.disconnect();
        subscriber.disconnect();
        await Promise.resolve();
      },
    },
  };
};
