import { Client, types } from 'pg';
import type { AnyRecord, Collection } from '#shared/collection.ts';
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
  readonly records: (definition: Collection) => ReadonlyMap<string, AnyRecord>;
};

export const readFacts = async (url: string, definitions: readonly Collection[]): Promise<Facts> => {
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
    const [head] = await query<{ seq: string }>('select seq from log_head');
    const heads = await query<{ scope: string; seq: string }>('select scope, seq from scope_heads');
    const answers = await query<{ mid: string; seq: string | null; answer: { ok: boolean } }>(
      'select mid, seq, answer from mutations',
    );
    const tables = new Map<string, Map<string, AnyRecord>>();
    for (const definition of definitions) {
      const rows = await query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from "${tableOf(definition)}" t`,
      );
      tables.set(definition.name, new Map(rows.map(({ row }) => [String(row['id']), recordOf(definition, row)])));
    }
    return {
      log: await readLog(db, 0, Number.MAX_SAFE_INTEGER, 1_000_000),
      head: Number(head?.seq),
      scopeHeads: new Map(heads.map(({ scope, seq }) => [scope, Number(seq)])),
      answers: new Map(
        answers.map(({ mid, seq, answer }) => [mid, { seq: seq === null ? null : Number(seq), ok: answer.ok }]),
      ),
      records: (definition) => tables.get(definition.name) ?? new Map(),
    };
  } finally {
    await client.end();
  }
};
