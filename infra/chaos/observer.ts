import type { Profile } from '#shared/protocol.ts';
import { ownScopesHeld, presentByOwnRules } from '#shared/can.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { shortId } from '#server/live/short-id.ts';
import { canariesIn } from './canaries.ts';

/** When a text was received for the first time in a change, and in an answer; in milliseconds of the clock. */
export type Sighting = { change: number | null; answer: number | null };

/** Everything that one person's devices received, as far as it can tell of a leak. */
export type Observer = {
  /** Every message as it came off the wire. */
  readonly hear: (raw: string) => void;
  /** Records that were answered to someone who is now welcomed as `me`. */
  readonly look: (collection: string, records: readonly AnyRecord[], me: Profile) => void;
  readonly sightings: ReadonlyMap<string, Sighting>;
  /** Which of the watched ids were mentioned, anywhere. */
  readonly ids: ReadonlySet<string>;
  readonly bytes: () => number;
};

/** `watched` are ids, such as clinics', whose every mention is to be noted. */
export const createObserver = (watched: readonly string[], complain: (what: string) => void): Observer => {
  const sightings = new Map<string, Sighting>();
  const ids = new Set<string>();
  let bytes = 0;
  /** Frames say ids in short. */
  const spelled = watched.map((id) => [id, shortId(id)] as const);
  return {
    sightings,
    ids,
    bytes: () => bytes,
    hear: (raw) => {
      bytes += raw.length;
      // Socket.IO writes events as 2 and answers as 3, after Engine.IO has taken off its own number.
      const kind = raw.startsWith('2["change"') || raw.startsWith('2["frame"') ? 'change' : 'answer';
      for (const word of canariesIn(raw)) {
        const sighting = sightings.get(word) ?? { change: null, answer: null };
        sighting[kind] ??= Date.now();
        sightings.set(word, sighting);
      }
      for (const [id, short] of spelled) if (raw.includes(id) || raw.includes(short)) ids.add(id);
    },
    look: (collection, records, me) => {
      const definition = productCatalog.named(collection);
      if (!definition) return complain(`records of ${collection}, which does not exist`);
      const actor = { ...me, modules: me.tenant.modules };
      // What a child's parent says of it is judged by the log: the parent may be elsewhere by now.
      const held = ownScopesHeld(actor, 'view', definition);
      for (const record of records) {
        if (presentByOwnRules(definition, { ...record, deletedAt: null }, held)) continue;
        complain(`was answered ${collection}/${record.id}, and holds ${held.join(' ') || 'nothing'}`);
      }
    },
  };
};
