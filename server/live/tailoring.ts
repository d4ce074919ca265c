import { createHash } from 'node:crypto';
import type { HeldTailoring, SentTailoring } from '#shared/protocol.ts';
import { isTailoring, tailoringFor } from '#shared/tailoring.ts';
import { parseScopeKey } from '#shared/scope-key.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/** Which part of the tailoring a reader in these scopes sees: two that are equal see the same. `scopes` are sorted. */
export const sightOf = (scopes: Iterable<string>): string => {
  const own = [...scopes].filter((scope) => isTailoring(parseScopeKey(scope).collection));
  return createHash('sha256').update(own.join('\n')).digest('base64url').slice(0, 16);
};

/** Whether a change of the tailoring reaches those who see what it is about: a pod from before 0019 tells admins alone. */
export const namesItsReaders = ({ collection, prevs }: Pick<LogRow, 'collection' | 'prevs'>): boolean =>
  collection === 'settings' || Object.keys(prevs).some((scope) => scope.startsWith(`${collection}:reader:`));

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
  const records = Object.entries(tailoringFor(catalog, scopes)).map(([name, held]) => [name, [...held.values()]]);
  return { version, sight, records: Object.fromEntries(records) };
};

/** What a client says in its handshake that it holds; null where it says nothing that can be read. */
export const heldTailoring = (input: unknown): HeldTailoring | null => {
  if (typeof input !== 'object' || input === null) return null;
  const { epoch, version, sight } = input as { epoch?: unknown; version?: unknown; sight?: unknown };
  return typeof epoch === 'string' && Number.isSafeInteger(version) && typeof sight === 'string'
    ? { epoch, version: version as number, sight }
    : null;
};
