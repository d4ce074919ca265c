import type { Actor } from '#shared/actor.ts';
import { can, heldScopes, readableFields } from '#shared/can.ts';
import { fieldEntries, titleOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { InvalidValue, type Field } from '#shared/fields/field.ts';
import { referenceTo } from '#shared/fields/reference.ts';
import type { Filter } from '#shared/filter.ts';
import { fold } from '#shared/fold.ts';
import { isInUse } from '#shared/link-checks.ts';
import { defaultSort } from '#shared/sort.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { isNeeded } from './columns.ts';
import type { RowProblem } from './read-cell.ts';
import { insteadOf, type Draft, type LinkCell } from './reading.ts';
import { readPage, readRecords } from '#server/records/read.ts';

/** The ids that a row's links come to, and which come to none; why the row is no record; or that a later row of the file may be meant. */
export type Links =
  | {
      readonly ids: { readonly [name: string]: string | readonly string[] };
      readonly remarks: readonly RowProblem[];
    }
  | RowProblem
  | 'later';

/** The id of the one record that a text names; or that there is none, or several, or that it takes no new links. */
type Found = { readonly id: string } | 'none' | 'several' | 'inactive';

/**
 * Finds records by what people write for them: the id, the title, an email address or the short name in addresses.
 * It reads as the importing person, so a name that they may not see is a name that is not there.
 *
 * A collection that links to itself may name a record that is yet to come in the same file: such a row waits, unless
 * it is the last time of asking. `passed` is what a dry run would have created by then, by title.
 */
export const linkFinder = (
  tenant: Tenant,
  definition: Collection,
): ((
  actor: Actor,
  chunk: readonly Draft[],
  passed: ReadonlyMap<string, string>,
  last: boolean,
) => Promise<ReadonlyMap<number, Links>>) => {
  const known = new Map<string, Found>();
  let grants = '';
  const keyOf = (target: Collection, text: string): string => `${target.name}/${fold(text)}`;

  const lookUp = async (actor: Actor, target: Collection, texts: ReadonlySet<string>): Promise<void> => {
    if (known.size > 50_000) known.clear();
    // Records of the collection itself come into being as the import goes on.
    for (const text of texts)
      if (target.name === definition.name && known.get(keyOf(target, text)) === 'none')
        known.delete(keyOf(target, text));
    const asked = [...texts].filter((text) => !known.has(keyOf(target, text)));
    for (const [text, found] of await findAll(tenant, actor, target, asked)) known.set(keyOf(target, text), found);
  };

  return async (actor, chunk, passed, last) => {
    // What was found is found no longer by someone whose grants have changed.
    const now = JSON.stringify([actor.role, actor.memberships, actor.differences]);
    if (now !== grants) known.clear();
    grants = now;
    const wanted = new Map<Collection, Set<string>>();
    for (const link of chunk.flatMap((draft) => draft.links)) {
      const { texts } = link;
      const target = targetIn(tenant, definition, link);
      wanted.set(target, new Set([...(wanted.get(target) ?? []), ...texts]));
    }
    for (const [target, texts] of wanted) await lookUp(actor, target, texts);

    const linksOf = (draft: Draft): Links => {
      const ids: Record<string, string | string[]> = {};
      const remarks: RowProblem[] = [];
      for (const link of draft.links) {
        const { name, field, texts } = link;
        const target = targetIn(tenant, definition, link);
        const list: string[] = [];
        for (const text of texts) {
          const found = known.get(keyOf(target, text)) ?? 'none';
          const id =
            typeof found === 'object' ? found.id : target.name === definition.name ? passed.get(fold(text)) : undefined;
          if (id) list.push(id);
          else if (found === 'none' && target.name === definition.name && !last) return 'later';
          else {
            const message =
              found === 'several'
                ? `${target.label.many}: several are called "${text}"; give the ID instead.`
                : found === 'inactive'
                  ? `The ${target.label.one.toLowerCase()} "${text}" is not active.`
                  : `There is no ${target.label.one.toLowerCase()} "${text}".`;
            if (isNeeded(field)) return { field: name, message };
            remarks.push({ field: name, message: `${message} ${insteadOf(field)}` });
          }
        }
        const [first] = list;
        if (first) ids[name] = field.of ? referenceTo(target, first) : field.kind.isList ? list : first;
      }
      return { ids, remarks };
    };
    return new Map(chunk.map((draft) => [draft.row, linksOf(draft)]));
  };
};

const targetIn = (tenant: Tenant, definition: Collection, { field, target: said }: LinkCell): Collection => {
  const target = said ?? tenant.catalog.targetOf(definition, field);
  if (!target) throw new Error(`${field.label} links to no collection`);
  return target;
};

const findAll = async (
  tenant: Tenant,
  actor: Actor,
  target: Collection,
  texts: readonly string[],
): Promise<Map<string, Found>> => {
  const found = new Map<string, Found>();
  if (texts.length === 0 || !can(actor, 'view', target)) return found;
  const seen = readableFields(target, heldScopes(actor, 'view', target));
  const readable = (name: string): boolean => Object.hasOwn(target.fields, name) && (!seen || seen.has(name));
  const ids = texts.filter(isId);
  const byId = ids.length > 0 ? (await readRecords(tenant, actor, target, ids)).records : [];
  const exact = namesIn(target, texts).filter(({ field, value }) => readable(field) && value.length > 0);
  // Some names stand for several records: room for them, so that two are not taken for one.
  const byName = exact.length > 0 ? await read(tenant, actor, target, { any: exact }, texts.length * 3) : [];
  for (const text of texts) {
    const same = [
      ...byId.filter((record) => record.id === text),
      ...byName.filter((record) => isNamed(target, record, text)),
    ];
    found.set(text, same.length > 0 ? theOne(target, same) : await search(tenant, actor, target, text, readable));
  }
  return found;
};

/** Alone, for a title that is written in other capitals or accents than the record's. */
const search = async (
  tenant: Tenant,
  actor: Actor,
  target: Collection,
  text: string,
  readable: (name: string) => boolean,
): Promise<Found> => {
  const [title = ''] = target.title;
  const searched = target.title.every((name) => target.fields[name]?.search && readable(name));
  if (!searched && (target.title.length > 1 || !readable(title))) return 'none';
  const filter: Filter = searched
    ? { search: text.slice(0, 200) }
    : { field: title, op: 'startsWith', value: text.slice(0, 200) };
  return theOne(
    target,
    (await read(tenant, actor, target, filter, 50)).filter((record) => fold(titleOf(target, record)) === fold(text)),
  );
};

const read = async (
  tenant: Tenant,
  actor: Actor,
  target: Collection,
  filter: Filter,
  limit: number,
): Promise<readonly AnyRecord[]> =>
  (await readPage(tenant, actor, { definition: target, filter, sort: defaultSort(target), limit })).records;

/** Of several with one name, the one that is in use. */
const theOne = (target: Collection, records: readonly AnyRecord[]): Found => {
  const inUse = records.filter((record) => isInUse(target, { ...record, deletedAt: null }));
  const [first] = inUse;
  if (!first) return records.length > 0 ? 'inactive' : 'none';
  return inUse.every((record) => record.id === first.id) ? { id: first.id } : 'several';
};

/** The fields that tell people apart: an address, a number. */
const identifying = (target: Collection): [string, Field][] =>
  fieldEntries(target).filter(([, field]) => field.kind.identifies);

/** The fields by which a record is named exactly, and what to look for in each. */
const namesIn = (target: Collection, texts: readonly string[]): { field: string; op: 'in'; value: string[] }[] => {
  const among = (field: string, value: string[]) => ({ field, op: 'in' as const, value });
  return [
    ...(target.title.length === 1 ? target.title.map((name) => among(name, [...texts])) : []),
    ...identifying(target).map(([name, field]) =>
      among(
        name,
        texts.flatMap((text) => valueIn(text, field) ?? []),
      ),
    ),
    among(
      'slug',
      texts.map((text) => text.toLowerCase()),
    ),
  ];
};

/** What the text is as a value of this field; null where it is none. */
const valueIn = (text: string, field: Field): string | null => {
  try {
    return String(field.kind.parse(text, field));
  } catch (error) {
    if (error instanceof InvalidValue) return null;
    throw error;
  }
};

const isNamed = (target: Collection, record: AnyRecord, text: string): boolean => {
  const typed = fold(text);
  const names = [titleOf(target, record), record['slug']];
  return (
    names.some((name) => typeof name === 'string' && fold(name) === typed) ||
    identifying(target).some(([name, field]) => record[name] !== null && record[name] === valueIn(text, field))
  );
};
