import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from './log.ts';

/**
 * Connects to Redis for as long as the process lives. It may come and go: a command waits or fails as its options say,
 * but an error of the connection never reaches the process (with bounded retries it would end it).
 */
export const connectRedis = (url: string, log: Log, options: Pick<RedisOptions, 'enableOfflineQueue'> = {}): Redis => {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(times * 50, 500),
    // What hangs is as good as away: unanswered commands would pile up in memory for as long as the connection stands.
    socketTimeout: 2_000,
    ...options,
  });
  let away = false;
  redis.on('error', (error: Error & { code?: string }) => {
    if (!away) log.warn({ code: error.code ?? error.name }, 'redis away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('redis back');
    away = false;
  });
  return redis;
};
