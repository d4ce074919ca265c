import { stringify } from 'csv-stringify/sync';
import { can, heldScopes } from '#shared/can.ts';
import { fieldEntries, systemFields, titleOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import type { Actor } from '#shared/actor.ts';
import type { Field } from '#shared/fields/field.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { dayOf } from '#shared/calendar-day.ts';
import { parseListQuery } from '#shared/query-string.ts';
import { Refusal } from '#shared/refusal.ts';
import { guardCell, guardText } from '#shared/csv/cell.ts';
import { readAll, readRecords } from '#server/records/read.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';
import type { Answer } from '#server/http/answer.ts';
import type { Call, Endpoint } from '#server/http/endpoint.ts';
import { text } from '#server/http/schemas.ts';
import { sessionOver } from '#server/identity/authenticate.ts';
import { personOfSession } from '#server/identity/people.ts';
import { pathOf } from '#shared/rest-path.ts';

/** A collection as a spreadsheet that its import reads back. Both specifications' methods, GET and POST, are there. */
export const exportEndpoints = (definition: Collection): Endpoint[] =>
  (['get', 'post'] as const).map((method) => ({
    method,
    path: `${pathOf(definition)}/export`,
    tag: definition.label.many,
    collection: definition,
    access: 'signed-in',
    summary: `Export ${definition.label.many.toLowerCase()} as CSV; filters, q and sort as in the list.`,
    query: [{ name: 'q', describe: 'Search, and every filter of the list.', schema: text }],
    answer: 'csv',
    run: (call: Call) => exportAll(call, definition),
  }));

const exportAll = async (call: Call, definition: Collection): Promise<Answer> => {
  const { actor, site } = call;
  // Page by page, each in this person's turn: a file may take its reader an hour.
  const tenant = call.tenant.readingAs(actor.id);
  if (!can(actor, 'export', definition))
    throw new Refusal('FORBIDDEN', `You may not export ${definition.label.many.toLowerCase()}.`);
  const { filter, sort } = parseListQuery(call.query, definition);
  const lines = linesOf(
    { ...call, tenant },
    definition,
    readAll(tenant, actor, { definition, filter, sort }, 'export'),
    () => site.tenants.hold(call.tenant),
  );
  // The first piece is made before anything is sent, so that what is refused is still answered as a refusal.
  const body = resumed(lines, await lines.next());
  const name = `${definition.name}-${dayOf(new Date(), tenant.info.timeZone)}.csv`;
  return {
    text: { type: 'text/csv; charset=utf-8', body },
    headers: { 'Content-Disposition': `attachment; filename="${name}"` },
  };
};

type Column = { readonly name: string; readonly field: Field };

/**
 * Every field, the computed ones too, which an import leaves to be computed; when the record came to be, and the id by
 * which an import finds it again.
 */
const columnsOf = (definition: Collection): Column[] => [
  ...fieldEntries(definition).map(([name, field]) => ({ name, field })),
  { name: 'createdAt', field: systemFields.createdAt },
  { name: 'id', field: systemFields.id },
];

async function* linesOf(
  call: Call,
  definition: Collection,
  pages: AsyncGenerator<readonly AnyRecord[]>,
  hold: () => () => void,
): AsyncGenerator<string, void> {
  const columns = columnsOf(definition);
  const titles = new Map<string, string>();
  const release = hold();
  try {
    // Without its mark a spreadsheet takes UTF-8 for Latin, and Tamil names for noise.
    let lead = `\ufeff${stringify([columns.map(({ field }) => field.label)])}`;
    for await (const records of pages) {
      const actor = await exporterNow(call, definition);
      if (!actor) {
        if (lead !== '') throw sessionOver();
        // Half a file is out, and only cutting it off says that it is not whole.
        call.res.destroy();
        return;
      }
      for (const column of columns) await learnTitles(call.tenant, actor, definition, column, records, titles);
      yield (
        lead +
          stringify(
            records.map((record) => columns.map(({ name, field }) => cellOf(definition, record[name], field, titles))),
          )
      );
      lead = '';
    }
  } finally {
    release();
  }
}

/**
 * Who exports, as the database knows them before each page goes out: a file may take its reader an hour. Null when
 * their session is over, or a part of what they began to export is no longer theirs to have.
 */
const exporterNow = async (
  { site, tenant, principal, actor, sessionId }: Call,
  definition: Collection,
): Promise<Actor | null> => {
  const person = await personOfSession(tenant, principal, sessionId, site.tenants.platform);
  if (!person) return null;
  const now = actorOf(tenant, person);
  const held = new Set(heldScopes(now, 'export', definition));
  return heldScopes(actor, 'export', definition).every((scope) => held.has(scope)) ? now : null;
};

/** Links go out as people name what they point at, where the one who exports may see it. */
const learnTitles = async (
  tenant: Tenant,
  actor: Actor,
  definition: Collection,
  { name, field }: Column,
  records: readonly AnyRecord[],
  titles: Map<string, string>,
): Promise<void> => {
  const refs = records.flatMap((record) => field.kind.refs?.(record[name], field) ?? []);
  for (const [collection, found] of Map.groupBy(refs, (ref) => ref.collection)) {
    const target = tenant.catalog.targetOfRef(definition, { collection });
    const ids = [...new Set(found.map(({ id }) => id))].filter((id) => !titles.has(id));
    if (!target || ids.length === 0 || !can(actor, 'view', target)) continue;
    const there = await readRecords(tenant, actor, target, ids);
    for (const record of there.records) titles.set(record.id, titleOf(target, record));
  }
};

const cellOf = (definition: Collection, value: unknown, field: Field, titles: ReadonlyMap<string, string>): string => {
  if (value === null || value === undefined) return '';
  const refs = field.kind.refs?.(value, field) ?? [];
  // A title with the list's own separator in it would come back as two.
  const named = (id: string): string =>
    field.kind.isList && titles.get(id)?.includes(';') ? id : (titles.get(id) ?? id);
  const [ref] = refs;
  if (field.of) {
    const title = ref && titles.get(ref.id);
    const what = ref && productCatalog.targetOfRef(definition, ref)?.label.one;
    return guardCell(title && what ? `${what}: ${title}` : field.kind.formatText(value, field));
  }
  if (field.kind.isReference) return guardCell(refs.map(({ id }) => named(id)).join('; '));
  const text = field.kind.formatCell?.(value, field) ?? field.kind.formatText(value, field);
  return field.kind.isText ? guardText(text) : guardCell(text);
};

/** An iteration whose first step has been taken; giving it up gives up the one behind it. */
const resumed = (
  iterator: AsyncGenerator<string, void>,
  first: IteratorResult<string, void>,
): AsyncIterable<string> => ({
  [Symbol.asyncIterator]: () => {
    let given = false;
    return {
      next: () => {
        if (given) return iterator.next();
        given = true;
        return Promise.resolve(first);
      },
      return: () => iterator.return(),
    };
  },
});
