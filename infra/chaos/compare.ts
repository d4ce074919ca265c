import { heldScopes, present } from '#shared/can.ts';
import type { Profile } from '#shared/protocol.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
import type { Find } from '#shared/record-ref.ts';
import type { Facts } from './database.ts';

type Records = ReadonlyMap<string, AnyRecord>;

/**
 * Whether this reader hears of every change of the record. Those who see some of its fields hear of no others, and of a
 * child that moved with its parent those who see it still hear nothing: its version counts up all the same.
 */
export const hearsOfAll = (collection: string, record: AnyRecord): boolean => {
  const definition = productCatalog.named(collection);
  return (
    definition !== undefined && !definition.parent && Object.keys(definition.fields).every((name) => name in record)
  );
};

const silent = new Set(['version', 'updatedAt', 'updatedBy']);

/** A field that was added later is not in what was read before; it is as empty as one that is. */
const shownOf = (record: AnyRecord, all: boolean): Map<string, string> =>
  new Map(
    Object.entries(record)
      .filter(([name, value]) => value !== null && value !== undefined && (all || !silent.has(name)))
      .map(([name, value]) => [name, JSON.stringify(value)]),
  );

/** What of two maps is not alike, in words. */
const unlike = (held: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): string[] =>
  [...new Set([...held.keys(), ...right.keys()])]
    .filter((name) => held.get(name) !== right.get(name))
    .map((name) => `${name} is ${held.get(name) ?? 'empty'} instead of ${right.get(name) ?? 'empty'}`);

/** Where two tellings of the same records differ, in words; nothing when they do not. */
export const differences = (mine: Records, theirs: Records): string[] => {
  const found: string[] = [];
  for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
    const [a, b] = [mine.get(key), theirs.get(key)];
    if (!a) found.push(`${key} is missing (version ${b?.version})`);
    else if (!b) found.push(`${key} is there (version ${a.version}) and should not be`);
    else {
      const all = hearsOfAll(key.split('/')[0] ?? '', b);
      const wrong = unlike(shownOf(a, all), shownOf(b, all));
      if (wrong.length > 0) found.push(`${key}, version ${a.version} of ${b.version}: ${wrong.join(', ')}`);
    }
  }
  return found;
};

/** What a person may see of the database as it is, children within the sight of their parents. */
export const visibleTo = (me: Profile, { catalog, records }: Facts): Records => {
  const actor = { ...me, modules: me.tenant.modules };
  const visible = new Map<string, AnyRecord>();
  const find: Find = (definition, id) => records(definition).get(id) ?? null;
  for (const definition of catalog.collections) {
    const held = heldScopes(actor, 'view', definition);
    for (const [id, record] of records(definition)) {
      const shown = present(definition, record, held, find);
      if (shown) visible.set(`${definition.name}/${id}`, shown);
    }
  }
  return visible;
};
