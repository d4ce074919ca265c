import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';

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
    res.sendFile(
      'index.html',
      { root: clientDir, cacheControl: false, headers: { 'Cache-Control': 'no-cache' } },
      (error) => {
        if (error && !res.headersSent) next(error);
      },
    );
  });
};

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
