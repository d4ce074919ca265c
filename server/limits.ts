import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Config } from './config.ts';
import { Refusal } from '#shared/refusal.ts';

/** How often something may be done by one key. */
export type Limiter = {
  readonly points: number;
  /** Takes one point, or as many as are given; throws RATE_LIMITED when there have been too many. */
  readonly take: (key: string, points?: number) => Promise<Taken>;
  /** Takes back one that turned out not to count. */
  readonly refund: (key: string) => Promise<void>;
  readonly forget: (key: string) => Promise<void>;
};

export type Taken = { readonly remaining: number; readonly resetIn: number };

export type Limits = {
  /** Sign-ins of any outcome from one address: each costs a password hash. */
  readonly signInBurst: Limiter;
  /** Failed sign-ins: for one account from one address, for one account in all, and from one address in all. */
  readonly signInPair: Limiter;
  readonly signInAccount: Limiter;
  readonly signInAddress: Limiter;
  /** Requests for a new password: for one account, there or not, and from one address. */
  readonly forgotAccount: Limiter;
  readonly forgotAddress: Limiter;
  readonly refresh: Limiter;
  /** Anything else: of one person, and of an address for requests without a session. */
  readonly person: Limiter;
  readonly stranger: Limiter;
};

const quarterHour = 15 * 60;

export const createLimits = (config: Pick<Config, 'apiRequestsPerMinute'>, redis: Redis | null): Limits => {
  const limiter = (name: string, points: number, duration: number): Limiter =>
    createLimiter({ name, points, duration, redis });
  return {
    signInBurst: limiter('sign-in-burst', 120, 60),
    signInAddress: limiter('sign-in-address', 50, quarterHour),
    signInPair: limiter('sign-in-pair', 10, quarterHour),
    signInAccount: limiter('sign-in-account', 100, 60 * 60),
    forgotAccount: limiter('forgot-account', 5, 60 * 60),
    forgotAddress: limiter('forgot-address', 30, quarterHour),
    refresh: limiter('refresh', 300, 60),
    person: limiter('person', config.apiRequestsPerMinute, 60),
    stranger: limiter('stranger', 1200, 60),
  };
};

type Options = {
  readonly name: string;
  readonly points: number;
  readonly duration: number;
  readonly redis: Redis | null;
};

/** How long Redis is waited for. Beyond it this pod counts alone: a limit is not worth an outage. */
const timeoutMs = 250;

const createLimiter = ({ name, points, duration, redis }: Options): Limiter => {
  const memory = new RateLimiterMemory({ keyPrefix: name, points, duration });
  const shared = redis
    ? new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `limit:${name}`,
        points,
        duration,
        insuranceLimiter: memory,
        rejectIfRedisNotReady: true,
      })
    : null;
  /** A command sent just as Redis goes away is neither answered nor refused, so insurance alone does not help it. */
  const either = async <T>(act: (limiter: RateLimiterAbstract) => Promise<T>): Promise<T> => {
    if (!shared) return act(memory);
    const asked = act(shared);
    const late = Symbol('late');
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<typeof late>((resolve) => {
      timer = setTimeout(() => resolve(late), timeoutMs);
    });
    try {
      const first = await Promise.race([asked, waited]);
      if (first !== late) return first;
      asked.catch(() => undefined);
      return await act(memory);
    } finally {
      clearTimeout(timer);
    }
  };
  // The time of day may have been set back since it began: what is counted is forgotten by a clock that is not.
  const secondsOf = (ms: number): number => Math.min(duration, Math.ceil(ms / 1000));
  return {
    points,
    take: async (key, taken = 1) => {
      try {
        const { remainingPoints, msBeforeNext } = await either((limiter) => limiter.consume(hashed(key), taken));
        return { remaining: remainingPoints, resetIn: secondsOf(msBeforeNext) };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        const retryAfter = Math.max(1, secondsOf(error.msBeforeNext));
        throw new Refusal('RATE_LIMITED', `That was too often. Try again in ${spoken(retryAfter)}.`, { retryAfter });
      }
    },
    refund: async (key) => void (await either((limiter) => limiter.reward(hashed(key)))),
    forget: async (key) => void (await either((limiter) => limiter.delete(hashed(key)))),
  };
};

/** Keys name people and their addresses, which Redis need not know. */
const hashed = (key: string): string => createHash('sha256').update(key).digest('base64url');

const spoken = (seconds: number): string => {
  if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
};

/**
 * Who sent a request, behind this many proxies that each put the address of their own caller at the end of
 * X-Forwarded-For: the same as Express says of requests.
 */
export const clientAddress = (
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustedProxies: number,
): string | undefined => {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',');
  const hops = [
    ...forwarded
      .split(',')
      .map((hop) => hop.trim())
      .filter(Boolean),
    socket.remoteAddress,
  ];
  return hops.at(-1 - Math.min(trustedProxies, hops.length - 1));
};

/** Who is counted for a request without a session. One household has a whole /64 of IPv6. */
export const addressKey = (ip: string | undefined): string => {
  if (!ip?.includes(':') || ip.startsWith('::ffff:')) return ip?.replace('::ffff:', '') ?? 'unknown';
  const [head = ''] = ip.split('%');
  const [left = '', right] = head.split('::');
  const groups = left.split(':').filter(Boolean);
  const missing = right === undefined ? 0 : 8 - groups.length - right.split(':').filter(Boolean).length;
  const all = [
    ...groups,
    ...Array.from({ length: Math.max(0, missing) }, () => '0'),
    ...(right ?? '').split(':').filter(Boolean),
  ];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
};
