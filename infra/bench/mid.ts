/** What the bench writes into a mutation's id, so that a receiver knows which one it was and when it left. */
export type Sent = {
  /** 0 to 255; what is heard of another round is not counted. */
  readonly round: number;
  /** 0 to 255. */
  readonly writer: number;
  /** The how-manieth of its writer, from 0 to 65,535. */
  readonly count: number;
  /** Microseconds of `now()`. */
  readonly at: number;
};

// 40 bits of microseconds begin again every twelve days.
const wrap = 2 ** 40;
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** A UUIDv7 like any other: the milliseconds come first, and what would be random says what we need. */
export const midOf = ({ round, writer, count, at }: Sent): string => {
  const time = hex(Date.now(), 12);
  const rest = hex(writer, 2) + hex(count, 4) + hex(Math.floor(at) % wrap, 10);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(round, 2)}${rest.slice(0, 1)}-8${rest.slice(1, 4)}-${rest.slice(4)}`;
};

/** The inverse, for an id that was made within the last days. */
export const sentOf = (mid: string, now: number): Sent => {
  const at = Number.parseInt(mid.slice(26), 16);
  const turn = Math.floor(now / wrap) * wrap;
  return {
    round: Number.parseInt(mid.slice(15, 17), 16),
    writer: Number.parseInt(mid.slice(17, 18) + mid.slice(20, 21), 16),
    count: Number.parseInt(mid.slice(21, 23) + mid.slice(24, 26), 16),
    at: turn + at > now + 1_000_000 ? turn + at - wrap : turn + at,
  };
};
