import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { catalogOf, productCatalog } from '#shared/modules/index.ts';
import { isTailoring, tailoringCollections, tailoringScope, tailoringScopes } from '#shared/tailoring.ts';
import type { Database } from '#server/database/connection.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { quotedTable, recordOf } from '#server/database/rows.ts';

/** A tenant's catalog as this process knows it, and the ways in which it learns of a newer one. */
export type CatalogCache = {
  readonly current: () => Catalog;
  /** The number of the last change of the tailoring that `current` reflects; 0 before the first. */
  readonly version: () => number;
  /**
   * Takes in what rows changed of the tailoring, at once. False where one of them follows a change that is not known
   * here: then `refresh` has to read it.
   */
  readonly apply: (rows: readonly LogRow[]) => boolean;
  /**
   * Reads the tailoring again where the database has a newer one. What was checked within `maxAgeMs` milliseconds, or is
   * being followed, is not checked again. Throws what the database throws.
   */
  readonly refresh: (maxAgeMs?: number) => Promise<void>;
  /** Says that every change is passed to `apply` from now on, until the answer is called. */
  readonly follow: () => () => void;
};

const scopeList = tailoringScopes.map((scope) => `'${scope}'`).join(', ');

/** In SQL: the version of the catalog that a statement sees. */
export const catalogVersionSql = `(select coalesce(max(seq), 0)::bigint from scope_heads where scope in (${scopeList}))`;

type Heads = { readonly [scope: string]: number };

const versionOf = (heads: Heads): number => Math.max(0, ...Object.values(heads));

export const createCatalogCache = (db: Database, modules: () => readonly string[]): CatalogCache => {
  let cutTo: readonly string[] = [];
  let catalog = catalogOf(cutTo);
  let heads: Heads = {};
  let epoch: string | null = null;
  let checkedAt = -Infinity;
  let checking: Promise<void> | null = null;
  let followers = 0;
  /** A newer catalog is known to be there, and was not read yet: following the log does not make up for it. */
  let isBehind = false;

  const current = (): Catalog => {
    const now = modules();
    // The registry is read again every few seconds; a tenant's modules change with its plan.
    if (now !== cutTo && now.join() !== cutTo.join()) catalog = catalogOf(now, catalog.tailoring);
    cutTo = now;
    return catalog;
  };

  const load = async (): Promise<void> => {
    const before = heads;
    const found = await readTailoring(db);
    // A change that came meanwhile is newer than what was read.
    if (before !== heads && versionOf(found.heads) < versionOf(heads)) return;
    catalog = current().retailored(found.tailoring);
    ({ heads } = found);
  };

  const check = async (): Promise<void> => {
    const began = performance.now();
    const [row] = await db.prepared<{ version: number; epoch: string }>(
      `select ${catalogVersionSql} as version, epoch from log_head`,
    );
    if (!row) throw new Error('this database has no log head');
    // After a restore the numbers begin again where the copy was.
    if (row.epoch !== epoch) heads = {};
    const known = row.epoch === epoch && Number(row.version) === versionOf(heads);
    ({ epoch } = row);
    if (!known) await load();
    checkedAt = began;
    isBehind = false;
  };

  const applyRow = (row: LogRow): boolean => {
    const scope = tailoringScope(row.collection);
    const head = heads[scope] ?? 0;
    if (row.seq <= head) return true;
    const held = catalog.tailoring[row.collection]?.get(row.id);
    if ((row.prevs[scope] ?? 0) > head) return false;
    if (row.op !== 'delete' && !row.record && !held) return false;
    const record =
      row.op === 'delete' ? null : (row.record ?? ({ ...held, ...row.patch, version: row.version } as AnyRecord));
    catalog = current().with(row.collection, row.id, record);
    heads = { ...heads, [scope]: row.seq };
    return true;
  };

  return {
    current,
    version: () => versionOf(heads),
    apply: (rows) => {
      const isWhole = rows.filter(({ collection }) => isTailoring(collection)).every(applyRow);
      if (!isWhole) isBehind = true;
      return isWhole;
    },
    refresh: (maxAgeMs = 0) => {
      if (maxAgeMs === 0) isBehind = true;
      if (!isBehind && (followers > 0 || performance.now() - checkedAt <= maxAgeMs)) return Promise.resolve();
      return (checking ??= check().finally(() => {
        checking = null;
      }));
    },
    follow: () => {
      followers += 1;
      let following = true;
      return () => {
        if (following) followers -= 1;
        following = false;
      };
    },
  };
};

type Found = { readonly tailoring: Catalog['tailoring']; readonly heads: Heads };

/** The records that tailor a tenant, and the last change of each scope that they are in, as of one moment. */
const readTailoring = async (db: Database): Promise<Found> => {
  const definitions = tailoringCollections.map((name) => {
    const definition = productCatalog.named(name);
    if (!definition) throw new Error(`there is no collection ${name}`);
    return definition;
  });
  const rows = await db.query<{ source: string; row: Record<string, unknown> }>(
    [
      ...definitions.map(
        (definition) =>
          `select '${definition.name}' as source, to_jsonb(t) - 'search_text' as row from ${quotedTable(definition)} t where deleted_at is null`,
      ),
      `select 'heads', jsonb_build_object('scope', scope, 'seq', seq) from scope_heads where scope in (${scopeList})`,
    ].join(' union all '),
  );
  const tailoring: { [name: string]: Map<string, AnyRecord> } = {};
  const heads: { [scope: string]: number } = {};
  for (const { source, row } of rows) {
    const definition = productCatalog.named(source);
    if (!definition) {
      heads[String(row['scope'])] = Number(row['seq']);
      continue;
    }
    const { fieldVersions: _kept, ...record } = recordOf(definition, row);
    (tailoring[source] ??= new Map()).set(String(row['id']), record as AnyRecord);
  }
  return { tailoring, heads };
};
