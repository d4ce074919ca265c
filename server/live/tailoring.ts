import { maskFields } from '#shared/can.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
import type { HeldTailoring, SentTailoring } from '#shared/protocol.ts';
import { tailoringCollections, tailoringScope } from '#shared/tailoring.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/** What a client is told of a tenant's tailoring: everyone sees all of it, for it decides what each screen shows. */
export const tailoringOf = ({ catalog, catalogs }: Tenant, isHeld: boolean): SentTailoring => {
  const version = catalogs.version();
  if (isHeld) return { version };
  const records = Object.fromEntries(
    tailoringCollections.flatMap((name): [string, readonly AnyRecord[]][] => {
      const definition = productCatalog.named(name);
      if (!definition) return [];
      const held = [...(catalog.tailoring[name]?.values() ?? [])];
      return [[name, held.map((record) => maskFields(definition, record, [tailoringScope(name)]))]];
    }),
  );
  return { version, records };
};

/** What a client says in its handshake that it holds; null where it says nothing that can be read. */
export const heldTailoring = (input: unknown): HeldTailoring | null => {
  if (typeof input !== 'object' || input === null) return null;
  const { epoch, version } = input as { epoch?: unknown; version?: unknown };
  return typeof epoch === 'string' && Number.isSafeInteger(version) ? { epoch, version: version as number } : null;
};
