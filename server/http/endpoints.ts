import { collections } from '#shared/modules/index.ts';
import type { Endpoint } from './endpoint.ts';
import { documentation } from './openapi/openapi-endpoints.ts';
import { exportEndpoints } from './rest/export-endpoints.ts';
import { importEndpoints } from './rest/import-endpoints.ts';
import { readEndpoints } from './rest/read-endpoints.ts';
import { writeEndpoints } from './rest/write-endpoints.ts';
import { tenantSignIn } from './sign-in/sign-in-endpoints.ts';

/** Everything that a tenant's API offers: most of it follows from the collections. */
export const tenantEndpoints: readonly Endpoint[] = [
  ...tenantSignIn,
  // The path of an export or import would otherwise be taken for a record's.
  ...collections.flatMap((definition) => [
    ...exportEndpoints(definition),
    ...importEndpoints(definition),
    ...readEndpoints(definition),
    ...writeEndpoints(definition),
  ]),
  ...documentation(() => tenantEndpoints),
];
