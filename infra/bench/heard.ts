import { now } from './clock.ts';
import { sentOf } from './mid.ts';

/** What a frame of changes says that the bench looks at. The same frame goes to many: it is read once. */
export type Frame = {
  readonly changes: readonly Heard[];
  /** The numbers of its first and last change; null where the server gives none. */
  readonly first: number | null;
  readonly last: number | null;
  /** Whether the numbers only rise. */
  readonly ordered: boolean;
};

export type Heard = {
  readonly round: number;
  /** The writer for a lead's change; that plus `writers` for what it brought along (its status history). */
  readonly lane: number;
  readonly count: number;
  readonly sentAt: number;
};

export const writers = 16;

type Change = { readonly mid: string; readonly seq?: number; readonly collection?: string };

const mark = '42["change",';

const read = (packet: string): Frame => {
  const [, ...changes] = JSON.parse(packet.slice(2)) as [string, ...Change[]];
  const seqs = changes.flatMap(({ seq }) => seq ?? []);
  return {
    changes: changes.map(({ mid, collection }) => {
      const { round, writer, count, at } = sentOf(mid, now());
      return {
        round,
        lane: collection === undefined || collection === 'leads' ? writer : writer + writers,
        count,
        sentAt: at,
      };
    }),
    first: seqs[0] ?? null,
    last: seqs.at(-1) ?? null,
    ordered: seqs.every((seq, at) => at === 0 || seq > (seqs[at - 1] ?? 0)),
  };
};

const remembered = 2_000;

/** Null for what is not a frame of changes. */
export const createFrameMemory = (): ((packet: string) => Frame | null) => {
  const known = new Map<string, Frame>();
  return (packet) => {
    if (!packet.startsWith(mark)) return null;
    const found = known.get(packet);
    if (found) return found;
    if (known.size >= remembered) known.clear();
    const frame = read(packet);
    known.set(packet, frame);
    return frame;
  };
};
