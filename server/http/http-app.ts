import compression from 'compression';
import express, { type Express } from 'express';
import { platformAccount } from './account/account-endpoints.ts';
import { notHere, refuse } from './answer.ts';
import { bodyTimeout } from './body.ts';
import { inlineScripts, mountClient } from './client-files.ts';
import type { HttpContext, Site } from './context.ts';
import { mountPlatform, mountTenant } from './endpoint.ts';
import { endpointIn, tenantEndpoints } from './endpoints.ts';
import { createLimits } from '#server/limits.ts';
import { createMetrics } from './metrics.ts';
import { mountOutbox } from './outbox.ts';
import { mountProbes } from './probes.ts';
import { watchRequests } from './request-log.ts';
import { requireHost, securityHeaders } from './security-headers.ts';
import { platformSignIn } from './sign-in/sign-in-endpoints.ts';

/** Everything that is answered over HTTP; a pod without the role `web` answers only those who run the product. */
export const createHttpApp = (context: HttpContext): Express => {
  const site: Site = {
    ...context,
    metrics: context.metrics ?? createMetrics(),
    limits: context.limits ?? createLimits(context.config, null),
  };
  const app = express();
  app.disable('x-powered-by');
  // Answers carry a version of their own where they have one; hashing every other would buy nothing.
  app.set('etag', false);
  app.set('query parser', false);
  app.set('case sensitive routing', true);
  app.set('trust proxy', site.config.trustedProxies);
  app.set(bodyTimeout, site.config.bodySeconds * 1000);
  app.use(watchRequests(site));
  app.use(securityHeaders(site.config, inlineScripts(site.clientDir)));
  // Compressing a secret beside something that an attacker chose gives the secret away by its length.
  app.use(
    compression({
      filter: (req, res) =>
        !req.path.includes('/auth/') && !req.path.endsWith('/enter') && compression.filter(req, res),
    }),
  );
  // Before the host is checked: a load balancer asks a pod by its address.
  mountProbes(app, site);
  app.use(requireHost(site.config));
  if (!site.config.roles.includes('web')) {
    app.use(notHere);
    app.use(refuse(site));
    return app;
  }
  if (site.localMail) mountOutbox(app, site.localMail);
  mountPlatform(app, site, [...platformSignIn, ...platformAccount]);
  mountTenant(app, site, tenantEndpoints, endpointIn);
  mountClient(app, site.clientDir);
  app.use(notHere);
  app.use(refuse(site));
  return app;
};
