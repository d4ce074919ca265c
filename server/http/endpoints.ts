import type { Catalog } from '#shared/catalog.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { tenantAccount } from './account/account-endpoints.ts';
import type { Endpoint } from './endpoint.ts';
import { documentation } from './openapi/openapi-endpoints.ts';
import { actEndpoints } from './rest/act-endpoints.ts';
import { childEndpoints } from './rest/child-endpoints.ts';
import { exportEndpoints } from './rest/export-endpoints.ts';
import { importEndpoints } from './rest/import-endpoints.ts';
import { liveEndpoints } from './rest/live-endpoints.ts';
import { mailEndpoints } from './rest/mail-endpoints.ts';
import { readEndpoints } from './rest/read-endpoints.ts';
import { writeEndpoints } from './rest/write-endpoints.ts';
import { lookEndpoints } from './look/look-endpoints.ts';
import { tenantSignIn } from './sign-in/sign-in-endpoints.ts';

/** Everything that the API of a catalog offers: most of it follows from the collections. */
const makeEndpoints = (catalog: Catalog): readonly Endpoint[] => [
  ...tenantSignIn,
  ...tenantAccount,
  ...actEndpoints,
  ...liveEndpoints,
  ...mailEndpoints,
  ...lookEndpoints,
  // The path of an export or import would otherwise be taken for a record's.
  ...catalog.collections.flatMap((definition) => [
    ...exportEndpoints(definition),
    ...importEndpoints(definition),
    ...readEndpoints(catalog, definition),
    ...writeEndpoints(catalog, definition),
    ...childEndpoints(catalog, definition),
  ]),
  ...documentation(endpointsOf),
];

type Made = { readonly all: readonly Endpoint[]; readonly byAddress: ReadonlyMap<string, Endpoint> };

/** A catalog is a value, and so are its endpoints. */
const made = new WeakMap<Catalog, Made>();

const madeFor = (catalog: Catalog): Made => {
  const known = made.get(catalog);
  if (known) return known;
  const all = makeEndpoints(catalog);
  const fresh = { all, byAddress: new Map(all.map((endpoint) => [addressOf(endpoint), endpoint])) };
  made.set(catalog, fresh);
  return fresh;
};

const addressOf = ({ method, path }: Pick<Endpoint, 'method' | 'path'>): string => `${method} ${path}`;

export const endpointsOf = (catalog: Catalog): readonly Endpoint[] => madeFor(catalog).all;

/** The tenant's own endpoint at the address of one of the product's; undefined where its plan leaves it out. */
export const endpointIn = (catalog: Catalog, endpoint: Endpoint): Endpoint | undefined =>
  madeFor(catalog).byAddress.get(addressOf(endpoint));

/** What is mounted, once for all tenants: a tenant changes what an endpoint takes and gives, never which there are. */
export const tenantEndpoints: readonly Endpoint[] = endpointsOf(productCatalog);
