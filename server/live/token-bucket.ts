import { Refusal } from '#shared/refusal.ts';

/** How many messages may still be sent: refilled at `rate` a second, up to four seconds' worth. */
export type TokenBucket = { tokens: number; at: number };

const burst = 4;

/** `now` is milliseconds of a clock that never goes back. */
export const createTokenBucket = (rate: number, now: number): TokenBucket => ({ tokens: rate * burst, at: now });

const refill = (bucket: TokenBucket, rate: number, now: number): void => {
  bucket.tokens = Math.min(rate * burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate);
  bucket.at = now;
};

/** Takes one message off, or the `cost` of a large one. Throws RATE_LIMITED when too little is left. */
export const consume = (bucket: TokenBucket, rate: number, now: number, cost = 1): void => {
  refill(bucket, rate, now);
  if (bucket.tokens < cost) {
    const retryAfter = Math.ceil((cost - bucket.tokens) / rate);
    throw new Refusal('RATE_LIMITED', 'That is too much at once. Wait a moment and try again.', { retryAfter });
  }
  bucket.tokens -= cost;
};

/** Takes this much off, whether or not it is there; what is owed then is refilled within a second. */
export const charge = (bucket: TokenBucket, rate: number, now: number, cost: number): void => {
  refill(bucket, rate, now);
  bucket.tokens = Math.max(-rate, bucket.tokens - cost);
};

/** Whether nothing was taken lately: such a bucket is as good as a new one. */
export const isFull = (bucket: TokenBucket, rate: number, now: number): boolean => {
  refill(bucket, rate, now);
  return bucket.tokens >= rate * burst;
};
