import { Client, types } from 'pg';
import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Collection, Suite } from '#shared/collection.ts';
import { catalogOf, modulesOf } from '#shared/modules/index.ts';
import { tailoringCollections, type Tailoring } from '#shared/tailoring.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { readLog } from '#server/changelog/read.ts';
import { recordOf } from '#server/database/rows.ts';
import { tableOf } from '#server/database/schema.ts';
import type { Database } from '#server/database/connection.ts';

/** What is really there, read without the product's pools and caches. */
export type Facts = {
  readonly log: readonly LogRow[];
  readonly head: number;
  readonly scopeHeads: ReadonlyMap<string, number>;
  readonly answers: ReadonlyMap<string, { readonly seq: number | null; readonly ok: boolean }>;
  /** Of every module that the tenant has, with the fields that it added. */
  readonly catalog: Catalog;
  readonly records: (definition: Collection) => ReadonlyMap<string, AnyRecord>;
  /** Changes of leads that the reactions have still to follow. */
  readonly unfollowed: number;
};

type Records = ReadonlyMap<string, AnyRecord>;

/** Everything at one moment: reactions may be writing. */
export const readFacts = async (url: string, suite: Suite): Promise<Facts> => {
  const client = new Client({
    connectionString: url,
    types: {
      getTypeParser: (oid: number) => types.getTypeParser(oid === types.builtins.DATE ? types.builtins.TEXT : oid),
    },
  });
  await client.connect();
  try {
    const query = async <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
      (await client.query(sql, [...values])).rows as Row[];
    const db = { query } as unknown as Database;
    await query('begin isolation level repeatable read read only');
    const [head] = await query<{ seq: string }>('select seq from log_head');
    const heads = await query<{ scope: string; seq: string }>('select scope, seq from scope_heads');
    const answers = await query<{ mid: string; seq: string | null; answer: { ok: boolean } }>(
      'select mid, seq, answer from mutations',
    );
    const read = async (definition: Collection): Promise<Records> => {
      const rows = await query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from "${tableOf(definition)}" t`,
      );
      return new Map(rows.map(({ row }) => [String(row['id']), recordOf(definition, row)]));
    };
    const untailored = catalogOf(modulesOf(suite));
    const tailoring: { [collection: string]: Records } = {};
    for (const name of tailoringCollections) {
      const definition = untailored.named(name);
      if (definition) tailoring[name] = await read(definition);
    }
    const catalog = untailored.retailored(tailoring satisfies Tailoring);
    const tables = new Map<string, Records>();
    for (const definition of catalog.collections) tables.set(definition.name, await read(definition));
    const [left] = await query<{ n: number }>(
      `select count(*)::int as n from change_log where collection = 'leads' and seq > (select min(seq) from reaction_cursors)`,
    );
    return {
      log: await readLog(db.query, 0, Number.MAX_SAFE_INTEGER, 1_000_000),
      head: Number(head?.seq),
      scopeHeads: new Map(heads.map(({ scope, seq }) => [scope, Number(seq)])),
      answers: new Map(
        answers.map(({ mid, seq, answer }) => [mid, { seq: seq === null ? null : Number(seq), ok: answer.ok }]),
      ),
      catalog,
      unfollowed: left?.n ?? 0,
      records: (definition) => tables.get(definition.name) ?? new Map(),
    };
  } finally {
    await client.end();
  }
};
