import { Refusal } from '#shared/refusal.ts';

/** How many messages a socket may still send: refilled at `rate` a second, up to four seconds' worth. */
export type TokenBucket = { tokens: number; at: number };

export const burst = 4;

export const createTokenBucket = (rate: number, now: number): TokenBucket => ({ tokens: rate * burst, at: now });

/** Takes one message off, or the `cost` of a large one. Throws RATE_LIMITED when too little is left. */
export const consume = (bucket: TokenBucket, rate: number, now: number, cost = 1): void => {
  bucket.tokens = Math.min(rate * burst, bucket.tokens + ((now - bucket.at) / 1000) * rate);
  bucket.at = now;
  if (bucket.tokens < cost) {
    const retryAfter = Math.ceil((cost - bucket.tokens) / rate);
    throw new Refusal('RATE_LIMITED', 'That is too much at once. Wait a moment and try again.', { retryAfter });
  }
  bucket.tokens -= cost;
};
