import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';

/** The scripts that stand in the client's page itself, as a content security policy names them: by the hash of their text. */
export const inlineScripts = (clientDir: string): string[] => {
  const page = join(clientDir, 'index.html');
  if (!existsSync(page)) return [];
  return [...readFileSync(page, 'utf8').matchAll(/<script>(.*?)<\/script>/gs)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
};

/** The built client. Every page of it is one file; the address decides what that shows. */
export const mountClient = (app: Express, clientDir: string): void => {
  // Their names change with their content.
  app.use(
    '/assets',
    inRoute('/assets'),
    express.static(join(clientDir, 'assets'), { index: false, redirect: false, immutable: true, maxAge: '1y' }),
  );
  app.use(
    inRoute('file'),
    express.static(clientDir, {
      index: false,
      redirect: false,
      setHeaders: (res) => void res.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  app.use((req, res, next) => {
    if (!isPage(req.method, req.path)) {
      res.locals['route'] = 'none';
      next();
      return;
    }
    res.locals['route'] = 'page';
    if (isOutside(req.path)) {
      readFile(join(clientDir, 'index.html'), 'utf8').then(
        (html) => void res.setHeader('Cache-Control', 'no-cache').type('html').send(withoutWorkspace(html)),
        next,
      );
      return;
    }
    res.sendFile(
      'index.html',
      { root: clientDir, cacheControl: false, headers: { 'Cache-Control': 'no-cache' } },
      (error) => {
        if (error && !res.headersSent) next(error);
      },
    );
  });
};

/** The pages where there is no workspace: the front page, the platform's, the outbox, and those of signing in. */
const isOutside = (path: string): boolean =>
  /^\/($|(?:platform|outbox)(\/|$)|[^/]+\/(login|accept-invite|forgot-password|reset-password)\/?$)/.test(path);

/** Without the skeleton of a workspace, which stays to be shown after signing in, and without what a workspace loads. */
const withoutWorkspace = (html: string): string =>
  html.replace('id="shell"', 'id="shell" hidden').replaceAll(/<!--workspace-->.*?<!--\/workspace-->/gs, '');

const inRoute =
  (route: string): RequestHandler =>
  (_req, res, next) => {
    res.locals['route'] = route;
    next();
  };

/** `/`, `/platform/…` and `/{tenant}/…`, but nothing of the API, and nothing that is called like a file. */
export const isPage = (method: string, path: string): boolean => {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const [first = '', second = ''] = path.split('/').slice(1);
  const isApi = first === 'api' || second === 'api';
  return /^[a-z0-9-]*$/.test(first) && first !== 'assets' && !isApi && !path.includes('.');
};
