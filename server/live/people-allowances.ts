import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import { charge, consume, createTokenBucket, isFull, type TokenBucket } from './token-bucket.ts';

/** What one person may do over all of their sockets in this pod. */
export type Allowance = {
  /** Takes a message off, or the `cost` of a large one. Throws RATE_LIMITED when too little is left. */
  readonly consume: (cost: number) => void;
  /** Takes off what has arrived already, whether or not enough is left: what comes next is refused then. */
  readonly charge: (cost: number) => void;
  /** Counts a socket of theirs; call the answer when it is closed. Throws RATE_LIMITED when they have too many. */
  readonly enter: () => () => void;
  /** Refused for their haste so many times that this is no person in a hurry any more. */
  readonly isFlood: () => boolean;
};

/** The allowance of someone, by a key that names the workspace too. */
export type PeopleAllowances = (person: string) => Allowance;

type Entry = {
  readonly bucket: TokenBucket;
  sockets: number;
  /** Grows with what is refused, and less with what is not. */
  haste: number;
};

const mostHaste = 500;
/** What was not refused makes up for so much that was: it is a flood where nearly everything is refused. */
const forgiven = 5;
/** What a new connection costs: several questions to the database, and the first answers. */
const connectCost = 5;
/** So many people are remembered before those who are idle are forgotten. */
const mostKept = 1_000;

export const createPeopleAllowances = ({
  socketRate: rate,
  socketsPerPerson,
}: Pick<Config, 'socketRate' | 'socketsPerPerson'>): PeopleAllowances => {
  const entries = new Map<string, Entry>();

  const forgetIdle = (): void => {
    if (entries.size < mostKept) return;
    const now = performance.now();
    for (const [person, { sockets, bucket }] of entries)
      if (sockets === 0 && isFull(bucket, rate, now)) entries.delete(person);
  };

  const entryOf = (person: string): Entry => {
    const known = entries.get(person);
    if (known) return known;
    forgetIdle();
    const entry = { bucket: createTokenBucket(rate, performance.now()), sockets: 0, haste: 0 };
    entries.set(person, entry);
    return entry;
  };

  return (person) => {
    const take = (cost: number): void => {
      const entry = entryOf(person);
      try {
        consume(entry.bucket, rate, performance.now(), Math.min(cost, rate));
        entry.haste = Math.max(0, entry.haste - forgiven);
      } catch (error) {
        entry.haste += 1;
        throw error;
      }
    };
    return {
      consume: take,
      charge: (cost) => charge(entryOf(person).bucket, rate, performance.now(), cost),
      isFlood: () => entryOf(person).haste > mostHaste,
      enter: () => {
        const entry = entryOf(person);
        if (entry.sockets >= socketsPerPerson) throw tooMany(socketsPerPerson);
        take(connectCost);
        entry.sockets += 1;
        let open = true;
        return () => {
          if (open) entry.sockets -= 1;
          open = false;
        };
      },
    };
  };
};

const tooMany = (most: number): Refusal =>
  new Refusal('RATE_LIMITED', `You have ${most} connections open already. Close some windows of this workspace.`, {
    retryAfter: 30,
  });
