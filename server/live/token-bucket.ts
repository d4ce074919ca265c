import { Refusal } from '#shared/refusal.ts';

/** How many messages a socket may still send: refilled at `rate` a second, up to four seconds' worth. */
export type TokenBucket = { tokens: number; at: number };

export const burst = 4;

export const createTokenBucket = (rate: number, now: number): TokenBucket => ({ tokens: rate * burst, at: now });

/** Takes one message off. Throws RATE_LIMITED when none is left. */
export const consume = (bucket: TokenBucket, rate: number, now: number): void => {
  bucket.tokens = Math.min(rate * burst, bucket.tokens + ((now - bucket.at) / 1000) * rate);
  bucket.at = now;
  if (bucket.tokens < 1) {
    const retryAfter = Math.ceil((1 - bucket.tokens) / rate);
    throw new Refusal('RATE_LIMITED', 'That is too much at once. Wait a moment and try again.', { retryAfter });
  }
  bucket.tokens -= 1;
};
