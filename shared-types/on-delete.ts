import type { AnyRecord, Collection } from './collection.ts';
import type { Ledger, Scene } from './ledger.ts';
import { checkLinks } from './link-checks.ts';
import { canBeChanged, canBeMoved, mostFollowing, pointsAt } from './link-rules.ts';
import { Refusal, invalid, type LinkedRecords } from './refusal.ts';
import { NotRead, type Linked, type LinkQuery, type LinkRule } from './transaction.ts';

/** What a link says of the record that it points at going away. */
type Removal = 'onDelete' | 'onDeactivate';

/** Records that point at the one that goes, and what becomes of them. */
type Affected = {
  readonly rule: LinkRule;
  readonly fate: 'refuse' | 'clear' | 'cascade' | 'move' | 'offer';
  readonly pointing: readonly AnyRecord[];
  readonly total: number;
};

/**
 * What the deletion or deactivation of a record does to those that point at it; with `moveTo`, those that would refuse it
 * point at that one instead. Only the server knows them all. Throws IN_USE, or FORBIDDEN where the actor may not move them.
 */
const followRemoval = (
  ledger: Ledger,
  scene: Scene,
  collection: Collection,
  record: AnyRecord,
  removal: Removal,
  moveTo: string | null = null,
): void => {
  if (!scene.linked) return;
  if (moveTo !== null) requireTarget(ledger, collection, record, moveTo);
  const affected = affectedBy(ledger, scene, collection, record, removal, moveTo);
  const refusing = affected.filter(
    ({ rule, fate, total }) => fate === 'refuse' || (fate !== 'offer' && total > mostFollowing && canBeChanged(rule)),
  );
  // What would be moved with it is counted too.
  if (refusing.length > 0)
    throw inUse(ledger, collection, [...refusing, ...affected.filter(({ fate }) => fate === 'offer')]);
  for (const { rule, fate, pointing } of affected)
    for (const one of fate === 'offer' ? [] : pointing) {
      const how = { action: null, set: new Set<string>() };
      if (fate === 'cascade') ledger.remove(rule.collection, one, how);
      else if (fate === 'move' && moveTo !== null) move(ledger, collection, record, rule, one, moveTo);
      else ledger.update(rule.collection, one, { [rule.field]: withoutLink(rule, one, record.id) }, how);
    }
};

const requireTarget = (ledger: Ledger, collection: Collection, record: AnyRecord, moveTo: string): void => {
  const one = collection.label.one.toLowerCase();
  if (moveTo === record.id) throw invalid('moveTo', `Choose another ${one} to move to.`);
  const target = ledger.seen(collection, moveTo);
  if (collection.active !== undefined && target[collection.active] !== true)
    throw invalid('moveTo', `This ${one} is not active. Choose another to move to.`);
};

const affectedBy = (
  ledger: Ledger,
  scene: Scene,
  collection: Collection,
  record: AnyRecord,
  removal: Removal,
  moveTo: string | null,
): Affected[] => {
  const { ask, done } = asking(scene);
  const rules = scene.rules.linksTo(collection);
  const mayRefuse = rules.some((rule) => rule[removal] === 'refuse');
  const affected = rules.flatMap((rule): Affected[] => {
    const said = rule[removal];
    if (said === 'keep' || (said === 'offer' && moveTo === null && !mayRefuse)) return [];
    const fate = moveTo !== null && canBeMoved(rule) ? 'move' : said;
    const query = { collection: rule.collection, field: rule.field, id: record.id, to: collection.name };
    const found = ask(query);
    const pointing = found.records
      .map((one) => ledger.read(rule.collection, one.id) ?? one)
      .filter((one) => pointsAt(one, query));
    const total = found.total - found.records.length + pointing.length;
    return total === 0 ? [] : [{ rule, fate, pointing, total }];
  });
  done();
  return affected;
};

/** Asks who points at records; `done` throws `NotRead` once for all that has not been read. */
const asking = (scene: Scene) => {
  const missing: NotRead['missing'][number][] = [];
  return {
    ask: (query: LinkQuery): Linked => {
      try {
        return scene.linked?.(query) ?? nothing;
      } catch (error) {
        if (!(error instanceof NotRead)) throw error;
        missing.push(...error.missing);
        return nothing;
      }
    },
    done: (): void => {
      if (missing.length > 0) throw new NotRead(...missing);
    },
  };
};

const nothing: Linked = { records: [], total: 0 };

/** What was deleted along with a record comes back with it. `record` is as it was before. Only the server knows it. */
const followRestore = (ledger: Ledger, scene: Scene, collection: Collection, record: AnyRecord): void => {
  const { deletedAt } = record;
  if (!scene.linked || deletedAt === null) return;
  const { ask, done } = asking(scene);
  const rules = scene.rules.linksTo(collection).filter(({ onDelete }) => onDelete === 'cascade');
  const found = rules.map((rule) => {
    const query = { collection: rule.collection, field: rule.field, id: record.id, to: collection.name, deletedAt };
    return { rule, records: ask(query).records };
  });
  done();
  for (const { rule, records } of found)
    for (const one of records) {
      if ((ledger.read(rule.collection, one.id) ?? one).deletedAt === null) continue;
      ledger.restore(rule.collection, one, { action: null, set: new Set() });
      followRestore(ledger, scene, rule.collection, one);
    }
};

const withoutLink = ({ collection, field: name }: LinkRule, record: AnyRecord, id: string): unknown => {
  const field = collection.fields[name];
  return field?.kind.withoutRefs?.(record[name], (pointed) => pointed.id === id, field) ?? null;
};

const mayMove = (ledger: Ledger, { collection, field }: LinkRule, record: AnyRecord): boolean => {
  const requires = collection.fields[field]?.requires;
  return (
    ledger.may('update', collection, record) && (requires === undefined || ledger.may(requires, collection, record))
  );
};

const move = (
  ledger: Ledger,
  target: Collection,
  gone: AnyRecord,
  rule: LinkRule,
  one: AnyRecord,
  moveTo: string,
): void => {
  const { collection, field: name } = rule;
  const field = collection.fields[name];
  if (!mayMove(ledger, rule, one))
    throw new Refusal('FORBIDDEN', `You may not move all ${collection.label.many.toLowerCase()} of it.`, {
      field: 'moveTo',
    });
  const { name: of } = target;
  const moved = field?.kind.withRef?.(
    one[name],
    { collection: of, id: gone.id },
    { collection: of, id: moveTo },
    field,
  );
  // The one that takes its place in a hierarchy comes under what that was under.
  const value = collection.name === of && one.id === moveTo ? gone[name] : moved;
  ledger.update(collection, one, { [name]: value ?? null }, { action: 'update', set: new Set([name]) });
};

/** "19 leads are at this clinic": as many as the one who asks can see, and no word of how many others there are. */
const inUse = (ledger: Ledger, target: Collection, counted: readonly Affected[]): Refusal => {
  const seen = counted.map(({ rule, pointing, total }) => {
    const visible = pointing.filter((one) => ledger.may('view', rule.collection, one)).length;
    return { rule, visible, hidden: pointing.length - visible, count: pointing.length > visible ? visible : total };
  });
  const linked = seen.map(({ rule: { collection, field }, count, hidden }): LinkedRecords => ({
    collection: collection.name,
    field,
    count,
    others: hidden > 0,
  }));
  const mayMoveAll = counted.every(
    ({ rule, pointing }) => canBeMoved(rule) && pointing.every((one) => mayMove(ledger, rule, one)),
  );
  const isTooMany = counted.some(({ total }) => total > mostFollowing);
  const [first] = seen;
  if (!first) throw new Error('nothing refuses this');
  const { rule, visible, hidden, count } = first;
  const one = rule.collection.label.one.toLowerCase();
  const many = rule.collection.label.many.toLowerCase();
  const where = rule.inUse ?? `linked to this ${target.label.one.toLowerCase()}`;
  const subject = count === 1 ? `1 ${one} is` : count > 0 ? `${count} ${many} are` : `Some ${many} are`;
  const others = hidden > 0 && visible > 0 ? ', and others that you do not see' : '';
  return new Refusal('IN_USE', `${subject} ${where}${others}. Change ${count === 1 ? 'it' : 'them'} first.`, {
    field: rule.field,
    linked,
    canMove: mayMoveAll && !isTooMany,
    ...(mayMoveAll && isTooMany ? { tooMany: true } : {}),
  });
};

/** What follows from writes for the links of other records, and what holds for all links. Only the server can know. */
export const consequences = { followRemoval, followRestore, checkLinks };

export type Consequences = typeof consequences;
