import type { Catalog } from '#shared/catalog.ts';
import { audienceOf } from '#shared/can.ts';
import { catalogOf } from '#shared/modules/index.ts';
import { Refusal } from '#shared/refusal.ts';
import { tailoringFor } from '#shared/tailoring.ts';
import type { Endpoint, TenantCall } from '#server/http/endpoint.ts';
import { authenticate } from '#server/identity/authenticate.ts';
import { tokenFrom } from '#server/identity/cookies.ts';
import { openApi, type Documented } from './document.ts';
import { apiPage } from './page.ts';

const tag = 'Documentation';

/** A tenant's API, describing itself. `endpointsOf` is asked late, for these endpoints are among what it gives. */
export const documentation = (endpointsOf: (catalog: Catalog) => readonly Documented[]): Endpoint[] => [
  {
    method: 'get',
    path: '/openapi.json',
    tag,
    summary:
      'This description, for programs. The fields and choices that the workspace added are shown to those who see them.',
    answer: 'json',
    access: 'open',
    run: async (call) => {
      const { info } = call.tenant;
      const catalog = await shownCatalog(call);
      const document = openApi(`${info.name} API`, `/${info.slug}/api/v1`, endpointsOf(catalog), catalog);
      return { text: { type: 'application/json; charset=utf-8', body: JSON.stringify(document) } };
    },
  },
  {
    method: 'get',
    path: '/docs',
    tag,
    summary: 'This description, for people.',
    answer: 'html',
    access: 'open',
    run: async (call) => {
      const { info } = call.tenant;
      const endpoints = endpointsOf(await shownCatalog(call));
      const body = apiPage(`${info.name} API`, `/${info.slug}/api/v1`, endpoints);
      return { text: { type: 'text/html; charset=utf-8', body } };
    },
  },
];

/** The product's part is public; what a tenant made of it is for those who have signed in there, as far as they see it. */
const shownCatalog = async ({ tenant, req, site }: TenantCall): Promise<Catalog> => {
  const found = tokenFrom(req.headers, site.config);
  if (!found) return publicCatalog(tenant.info.modules);
  try {
    const { actor } = await authenticate(tenant, found.token, site);
    return catalogFor(tenant.catalog, audienceOf(actor, tenant.catalog.collections));
  } catch (error) {
    // A session that is over reads what everyone may.
    if (error instanceof Refusal) return publicCatalog(tenant.info.modules);
    throw error;
  }
};

const cutCatalogs = new WeakMap<Catalog, Map<string, Catalog>>();

/** The catalog with what a reader in these scopes is told of it; once for all who are told the same. */
const catalogFor = (catalog: Catalog, scopes: readonly string[]): Catalog => {
  const shown = tailoringFor(catalog, scopes);
  const isWhole = Object.entries(catalog.tailoring).every(([name, all]) => shown[name]?.size === all.size);
  if (isWhole) return catalog;
  const key = Object.values(shown)
    .flatMap((records) => [...records.keys()])
    .join();
  const known = cutCatalogs.get(catalog) ?? new Map<string, Catalog>();
  cutCatalogs.set(catalog, known);
  const cut = known.get(key) ?? catalog.retailored(shown);
  known.set(key, cut);
  return cut;
};

const publicCatalogs = new Map<string, Catalog>();

/** One for each set of modules: the description is made once for each catalog. */
const publicCatalog = (modules: readonly string[]): Catalog => {
  const key = modules.join();
  const catalog = publicCatalogs.get(key) ?? catalogOf(modules);
  publicCatalogs.set(key, catalog);
  return catalog;
};
