import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { catalogOf, productCatalog } from '#shared/modules/index.ts';
import type { Heads } from '#shared/protocol.ts';
import { isTailoring, tailoringCollections, tailoringScope, tailoringScopes } from '#shared/tailoring.ts';
import type { Database } from '#server/database/connection.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { quotedTable, recordOf } from '#server/database/rows.ts';

/** A tenant's catalog as this process knows it, and the ways in which it learns of a newer one. */
export type CatalogCache = {
  readonly current: () => Catalog;
  /** The number of the last change of the tailoring that `current` reflects; 0 before the first. */
  readonly version: () => number;
  /** Whether `current` has every change of the tailoring up to these heads of a log. */
  readonly reflects: (epoch: string, heads: Heads) => boolean;
  /**
   * Takes in what rows changed of the tailoring, at once. False where one of them follows a change that is not known
   * here: then `refresh` has to read it.
   */
  readonly apply: (rows: readonly LogRow[]) => boolean;
  /**
   * Reads the tailoring again where the database has another one. What was checked within `maxAgeMs` milliseconds, or is
   * being followed, is not checked again; without it, the check does not begin before now. Throws what the database throws.
   */
  readonly refresh: (maxAgeMs?: number) => Promise<void>;
  /** Says that the database was restored: nothing that is known reflects it before it is read again. */
  readonly invalidate: () => void;
  /** Says that every change is passed to `apply` from now on, until the answer is called. */
  readonly follow: () => () => void;
};

const scopeList = tailoringScopes.map((scope) => `'${scope}'`).join(', ');

/** In SQL: the version of the catalog that a statement sees. */
export const catalogVersionSql = `(select coalesce(max(seq), 0)::bigint from scope_heads where scope in (${scopeList}))`;

/** In SQL: the last change of each scope of the tailoring, and the epoch that the numbers are of. */
const headsSql = `select epoch, (select coalesce(jsonb_object_agg(scope, seq), '{}') from scope_heads where scope in (${scopeList})) as heads from log_head`;

type HeadsRow = { readonly epoch: string; readonly heads: Heads };

const headIn = (heads: Heads, scope: string): number => heads[scope] ?? 0;

const versionOf = (heads: Heads): number => Math.max(0, ...Object.values(heads));

export const createCatalogCache = (db: Database, modules: () => readonly string[]): CatalogCache => {
  let cutTo: readonly string[] = [];
  let catalog = catalogOf(cutTo);
  let heads: Heads = {};
  let epoch: string | null = null;
  let checkedAt = -Infinity;
  let checking: Promise<void> | null = null;
  let nextCheck: Promise<void> | null = null;
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
    // What was applied meanwhile may be newer than what was read of its collection.
    const newer =
      found.epoch === epoch && before !== heads
        ? tailoringCollections.filter((name) => {
            const scope = tailoringScope(name);
            return headIn(heads, scope) > headIn(found.heads, scope);
          })
        : [];
    const held = newer.map((name) => [name, catalog.tailoring[name] ?? new Map<string, AnyRecord>()] as const);
    const heldHeads = newer.map((name) => [tailoringScope(name), headIn(heads, tailoringScope(name))] as const);
    catalog = current().retailored({ ...found.tailoring, ...Object.fromEntries(held) });
    heads = { ...found.heads, ...Object.fromEntries(heldHeads) };
    ({ epoch } = found);
  };

  const check = async (): Promise<void> => {
    const began = performance.now();
    isBehind = false;
    try {
      const [row] = await db.prepared<HeadsRow>(headsSql);
      if (!row) throw new Error('this database has no log head');
      const known =
        row.epoch === epoch && tailoringScopes.every((scope) => headIn(row.heads, scope) === headIn(heads, scope));
      if (!known) await load();
      checkedAt = began;
    } catch (error) {
      isBehind = true;
      throw error;
    }
  };

  const startCheck = (): Promise<void> =>
    (checking ??= check().finally(() => {
      checking = null;
    }));

  /** A check that is under way may have read before the change that one knows of. */
  const checkFromNow = (): Promise<void> => {
    if (!checking) return startCheck();
    nextCheck ??= checking
      .catch(() => undefined)
      .then(() => {
        nextCheck = null;
        return startCheck();
      });
    return nextCheck;
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
    reflects: (of, upTo) =>
      of === epoch && tailoringScopes.every((scope) => headIn(heads, scope) >= headIn(upTo, scope)),
    apply: (rows) => {
      const isWhole = rows.filter(({ collection }) => isTailoring(collection)).every(applyRow);
      if (!isWhole) isBehind = true;
      return isWhole;
    },
    refresh: (maxAgeMs = 0) => {
      if (maxAgeMs === 0) return checkFromNow();
      if (isBehind || checking) return startCheck();
      return followers > 0 || performance.now() - checkedAt <= maxAgeMs ? Promise.resolve() : startCheck();
    },
    invalidate: () => {
      epoch = null;
      isBehind = true;
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

type Found = HeadsRow & { readonly tailoring: Catalog['tailoring'] };

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
      `select 'heads', to_jsonb(h) from (${headsSql}) h`,
    ].join(' union all '),
  );
  const tailoring: { [name: string]: Map<string, AnyRecord> } = {};
  let read: HeadsRow | null = null;
  for (const { source, row } of rows) {
    const definition = productCatalog.named(source);
    if (!definition) {
      read = row as HeadsRow;
      continue;
    }
    const { fieldVersions: _kept, ...record } = recordOf(definition, row);
    (tailoring[source] ??= new Map()).set(String(row['id']), record as AnyRecord);
  }
  if (!read) throw new Error('this database has no log head');
  return { ...read, tailoring };
};
