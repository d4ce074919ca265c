import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { root } from './cache-place.ts';
import type { Log } from './processes.ts';

export type Screens = { readonly close: () => Promise<void> };

const wantsPage = (request: IncomingMessage) => request.headers.accept?.includes('text/html') ?? false;

type Options = { readonly port: number; readonly serverPort: number; readonly log: Log };

/** Vite in front, so that a person needs one address: screens change in place, the rest goes to the server. */
export const startScreens = async ({ port, serverPort, log }: Options): Promise<Screens> => {
  const { createServer } = await import('vite');
  const target = `http://127.0.0.1:${serverPort}`;
  const front = createHttpServer();
  const vite = await createServer({
    configFile: join(root, 'client', 'vite.config.ts'),
    server: {
      // A server of its own would end this process by itself on SIGTERM, and leave PostgreSQL behind.
      middlewareMode: { server: front },
      hmr: { server: front },
      proxy: {
        '^/[^/.]+/api/': { target },
        '^/[^/.]+/socket\\.io(/|\\?|$)': { target, ws: true },
        // A note's document is a socket; a page of that name, or a source file, is not.
        '^/[^/.]+/notes/[^/.?]+(\\?|$)': { target, ws: true, bypass: (req) => (wantsPage(req) ? req.url : undefined) },
        '^/(health|ready|metrics)$': { target },
      },
    },
  });
  front.on('request', vite.middlewares);
  front.listen(port);
  await once(front, 'listening');
  log(`Screens with hot reload: http://localhost:${port}/ (the server is behind it, on port ${serverPort})`);
  return {
    close: async () => {
      await vite.close();
      front.closeAllConnections();
      front.close();
    },
  };
};
