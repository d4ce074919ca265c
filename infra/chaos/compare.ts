import { heldScopes, present } from '#shared/can.ts';
import type { Profile } from '#shared/protocol.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { collections } from '#shared/modules/index.ts';
import type { Facts } from './database.ts';

type Records = ReadonlyMap<string, AnyRecord>;

/** What is written without anyone being told: when someone last signed in. */
const shownOf = (record: AnyRecord): string => {
  const { lastLoginAt: _untold, ...shown } = record;
  return JSON.stringify(Object.entries(shown).toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** Children are read through their parents, and no change tells of those that came or went with one. */
const isCompared = (key: string): boolean => !key.startsWith('leadStatusHistory/');

/** Where two tellings of the same records differ, in words; nothing when they do not. */
export const differences = (mine: Records, theirs: Records): string[] => {
  const found: string[] = [];
  const keys = new Set([...mine.keys(), ...theirs.keys()].filter(isCompared));
  for (const key of keys) {
    const [a, b] = [mine.get(key), theirs.get(key)];
    if (!a) found.push(`${key} is missing (version ${b?.version})`);
    else if (!b) found.push(`${key} is there (version ${a.version}) and should not be`);
    else if (shownOf(a) !== shownOf(b))
      found.push(`${key} is version ${a.version}, should be ${b.version}: ${shownOf(a)} / ${shownOf(b)}`);
  }
  return found;
};

/** What a person may see of the database as it is. */
export const visibleTo = (me: Profile, facts: Facts): Records => {
  const actor = { ...me, modules: me.tenant.modules };
  const visible = new Map<string, AnyRecord>();
  for (const definition of collections) {
    if (definition.parent) continue;
    const held = heldScopes(actor, 'view', definition);
    for (const [id, record] of facts.records(definition)) {
      const shown = present(definition, record, held);
      if (shown) visible.set(`${definition.name}/${id}`, shown);
    }
  }
  return visible;
};
