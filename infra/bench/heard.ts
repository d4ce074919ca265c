import { createFrameReader } from '#shared/change-frame.ts';
import type { SentFrame, Welcome } from '#shared/protocol.ts';
import { now, ofWall } from './clock.ts';
import { sentOf } from './mid.ts';

/** What a frame of changes says that the bench looks at. The same frame goes to many: it is read once. */
export type Frame = {
  readonly changes: readonly Heard[];
  /** The numbers of its first and last change; null where the server gives none. */
  readonly first: number | null;
  readonly last: number | null;
  /** Whether the numbers only rise. */
  readonly ordered: boolean;
  /** As it came, without the few that WebSocket puts in front. */
  readonly bytes: number;
};

export type Heard = {
  readonly round: number;
  /** The writer for a lead's change; that plus `writers` for what it brought along (its status history). */
  readonly lane: number;
  readonly count: number;
  readonly sentAt: number;
  /** When it was committed, as it says itself: in whole milliseconds, and of ours a little before. */
  readonly committedAt: number;
};

export const writers = 256;

type Change = { readonly mid: string; readonly seq?: number; readonly collection?: string; readonly at: string };

const marks = { welcome: '42["welcome",', change: '42["change",', frame: '42["frame",' };

const read = (packet: string, framed: (frame: SentFrame) => readonly Change[]): Frame => {
  const [event, ...sent] = JSON.parse(packet.slice(2)) as [string, ...unknown[]];
  const changes = event === 'frame' ? framed(sent as unknown as SentFrame) : (sent as readonly Change[]);
  const seqs = changes.flatMap(({ seq }) => seq ?? []);
  return {
    changes: changes.map(({ mid, collection, at: committed }) => {
      const { round, writer, count, at } = sentOf(mid, now());
      return {
        round,
        lane: collection === undefined || collection === 'leads' ? writer : writer + writers,
        count,
        sentAt: at,
        committedAt: ofWall(Date.parse(committed)),
      };
    }),
    first: seqs[0] ?? null,
    last: seqs.at(-1) ?? null,
    bytes: packet.length,
    ordered: seqs.every((seq, at) => at === 0 || seq > (seqs[at - 1] ?? 0)),
  };
};

const remembered = 2_000;

/** Null for what is not a frame of changes. */
export const createFrameMemory = (): ((packet: string) => Frame | null) => {
  const known = new Map<string, Frame>();
  // What frames call a scope, a person or a kind of change is the same for all who are welcomed by one server.
  const reader = createFrameReader(() => undefined);
  let isWelcome = false;
  return (packet) => {
    if (packet.startsWith(marks.welcome) && !isWelcome) {
      isWelcome = true;
      reader.welcome((JSON.parse(packet.slice(2)) as [string, Welcome])[1]);
    }
    if (!packet.startsWith(marks.change) && !packet.startsWith(marks.frame)) return null;
    const found = known.get(packet);
    if (found) return found;
    if (known.size >= remembered) known.clear();
    const frame = read(packet, reader.read);
    known.set(packet, frame);
    return frame;
  };
};
