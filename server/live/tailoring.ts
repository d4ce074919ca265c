import { createHash } from 'node:crypto';
import { productCatalog } from '#shared/modules/index.ts';
import type { HeldTailoring, SentTailoring } from '#shared/protocol.ts';
import { isTailoring, tailoringFor } from '#shared/tailoring.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/** Sights by the scopes that they are of: those of one tenant are few, and everyone who connects has one of them. */
const sights = new Map<string, string>();
const mostSights = 1_000;

/** Which part of the tailoring a reader in these scopes sees: two that are equal see the same. `scopes` are sorted. */
export const sightOf = (scopes: Iterable<string>): string => {
  const own = [...scopes].filter((scope) => isTailoring(scope.slice(0, scope.indexOf(':')))).join('\n');
  const known = sights.get(own);
  if (known !== undefined) return known;
  const sight = createHash('sha256').update(own).digest('base64url').slice(0, 16);
  if (sights.size >= mostSights) sights.clear();
  sights.set(own, sight);
  return sight;
};

type Records = NonNullable<SentTailoring['records']>;

/** What each sight sees of a catalog: after a deploy everyone is told it at once. */
const seen = new WeakMap<Catalog, Map<string, Records>>();

const recordsFor = (catalog: Catalog, scopes: readonly string[], sight: string): Records => {
  const ofCatalog = seen.get(catalog) ?? new Map<string, Records>();
  seen.set(catalog, ofCatalog);
  const known = ofCatalog.get(sight);
  if (known) return known;
  const records = Object.fromEntries(
    Object.entries(tailoringFor(catalog, scopes)).map(([name, held]) => [name, [...held.values()]]),
  );
  ofCatalog.set(sight, records);
  return records;
};

/** Whether what it tailors is told to those who see what it is about, rather than to all or to admins alone. */
const hasReaders = (collection: string): boolean =>
  productCatalog.named(collection)?.scopes.some(({ name }) => name === 'reader') ?? false;

/** Whether a change of the tailoring reaches those who see what it is about: a pod from before 0019 tells admins alone. */
export const namesItsReaders = ({ collection, prevs }: Pick<LogRow, 'collection' | 'prevs'>): boolean =>
  !hasReaders(collection) || Object.keys(prevs).some((scope) => scope.startsWith(`${collection}:reader:`));

type Reader = {
  /** The scopes that they hold, sorted. */
  readonly scopes: readonly string[];
  readonly epoch: string;
  /** What their client holds already. */
  readonly held: HeldTailoring | null;
};

/** What a reader is told of a tenant's tailoring, unless their client holds it. */
export const tailoringOf = ({ catalog, catalogs }: Tenant, { scopes, epoch, held }: Reader): SentTailoring => {
  const version = catalogs.version();
  const sight = sightOf(scopes);
  if (held?.epoch === epoch && held.version === version && held.sight === sight) return { version, sight };
  return { version, sight, records: recordsFor(catalog, scopes, sight) };
};

/** What a client says in its handshake that it holds; null where it says nothing that can be read. */
export const heldTailoring = (input: unknown): HeldTailoring | null => {
  if (typeof input !== 'object' || input === null) return null;
  const { epoch, version, sight } = input as { epoch?: unknown; version?: unknown; sight?: unknown };
  return typeof epoch === 'string' && Number.isSafeInteger(version) && typeof sight === 'string'
    ? { epoch, version: version as number, sight }
    : null;
};
