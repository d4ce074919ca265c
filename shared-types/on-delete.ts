import type { AnyRecord, Collection } from './collection.ts';
import { isEqual } from './equality.ts';
import type { Ledger, Scene } from './ledger.ts';
import { Refusal } from './refusal.ts';
import type { LinkQuery, LinkRule } from './transaction.ts';

/** More than so many are not cleared or deleted along: that is work for a person to see. */
const most = 1_000;

/** What the deletion of a record does to those that point at it. Only the server knows them all. */
export const followDelete = (ledger: Ledger, scene: Scene, collection: Collection, record: AnyRecord): void => {
  if (!scene.linked) return;
  for (const rule of scene.rules.linksTo(collection)) {
    const query = { collection: rule.collection, field: rule.field, id: record.id };
    const found = scene.linked(query);
    const pointing = found.records
      .map((one) => ledger.read(rule.collection, one.id) ?? one)
      .filter((one) => stillLinks(one, query));
    const total = found.total - found.records.length + pointing.length;
    if (total === 0) continue;
    if (rule.onDelete === 'refuse' || total > most) throw inUse(ledger, rule, collection, pointing, total);
    const how = { action: null, set: new Set<string>() };
    for (const one of pointing) {
      if (rule.onDelete === 'cascade') ledger.remove(rule.collection, one, how);
      else ledger.update(rule.collection, one, { [rule.field]: without(one[rule.field], record.id) }, how);
    }
  }
};

/** Whether a record that was found points at the other still, after what the run has written. */
const stillLinks = (record: AnyRecord, { field, id }: LinkQuery): boolean => {
  const value = record[field];
  return record.deletedAt === null && (Array.isArray(value) ? value.includes(id) : isEqual(value, id));
};

const without = (value: unknown, id: string): unknown =>
  Array.isArray(value) ? value.filter((one) => one !== id) : null;

/** "19 leads are at this clinic": as many as the one who asks can see, and no word of how many others there are. */
const inUse = (
  ledger: Ledger,
  { collection, field }: LinkRule,
  target: Collection,
  pointing: readonly AnyRecord[],
  total: number,
): Refusal => {
  const visible = pointing.filter((one) => ledger.may('view', collection, one)).length;
  const hidden = pointing.length - visible;
  const count = hidden === 0 ? total : visible;
  const one = collection.label.one.toLowerCase();
  const many = collection.label.many.toLowerCase();
  const where = collection.fields[field]?.inUse ?? `linked to this ${target.label.one.toLowerCase()}`;
  const subject = count === 1 ? `1 ${one} is` : count > 0 ? `${count} ${many} are` : `Some ${many} are`;
  const others = hidden > 0 && visible > 0 ? ', and others that you do not see' : '';
  return new Refusal('IN_USE', `${subject} ${where}${others}. Change ${count === 1 ? 'it' : 'them'} first.`, { field });
};
