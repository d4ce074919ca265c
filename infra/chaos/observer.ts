import type { Profile } from '#shared/protocol.ts';
import { can, heldScopes } from '#shared/can.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
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
  return {
    sightings,
    ids,
    bytes: () => bytes,
    hear: (raw) => {
      bytes += raw.length;
      // Socket.IO writes events as 2 and answers as 3, after Engine.IO has taken off its own number.
      const kind = raw.startsWith('2["change"') ? 'change' : 'answer';
      for (const word of canariesIn(raw)) {
        const sighting = sightings.get(word) ?? { change: null, answer: null };
        sighting[kind] ??= Date.now();
        sightings.set(word, sighting);
      }
      for (const id of watched) if (raw.includes(id)) ids.add(id);
    },
    look: (collection, records, me) => {
      const definition = productCatalog.named(collection);
      if (!definition) return complain(`records of ${collection}, which does not exist`);
      // Whether a child may be seen is its parent's to say, which may be elsewhere by now; its texts are judged by the log.
      if (definition.parent) return;
      const actor = { ...me, modules: me.tenant.modules };
      for (const record of records) {
        if (can(actor, 'view', definition, record)) continue;
        const held = heldScopes(actor, 'view', definition).join(' ') || 'nothing';
        complain(`was answered ${collection}/${record.id}, and holds ${held}`);
      }
    },
  };
};
