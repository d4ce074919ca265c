import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { answerStarter } from './children.ts';
import { usage } from './usage.ts';

/** Socket.IO with nothing to do: what a connection costs before anyone asks who it is. */
const httpServer = createServer();
const io = new Server(httpServer, {
  path: '/bench/socket.io/',
  transports: ['websocket'],
  serveClient: false,
  perMessageDeflate: false,
});

await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));

answerStarter({ port: () => (httpServer.address() as AddressInfo).port, usage, stop: () => io.close() });
