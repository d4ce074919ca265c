import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { frameVersion } from '#shared/protocol.ts';
import { createFrameReader, encodeText } from './frames.ts';

/** A Socket.IO client that does only what a benchmark needs. */
export type LightSocket = {
  /** Sends an event and answers with what the server acknowledges. */
  readonly ask: <T>(event: string, input: unknown) => Promise<T>;
  /** The same, with the answer as it came: many large ones cost more to read than to send. */
  readonly askText: (event: string, input: unknown) => Promise<string>;
  readonly close: () => void;
};

export type Place = { readonly port: number; readonly path: string };

type Options = Place & {
  readonly token: string | null;
  /** Every event as it came, Socket.IO's packet type `42` in front. */
  readonly onEvent: (packet: string) => void;
};

// Reading is done with before the next socket reads, so one buffer serves all of them.
const buffer = Buffer.alloc(256 * 1024);

/** Connects and signs in. Throws when the server refuses, or lets go before it has answered. */
export const openSocket = ({ port, path, token, onEvent }: Options): Promise<LightSocket> =>
  new Promise((resolve, reject) => {
    const acks = new Map<
      number,
      { readonly resolve: (answer: string) => void; readonly reject: (error: Error) => void }
    >();
    let asked = 0;
    let isOpen = false;
    let greeting = '';
    /** Why the server is about to end it. */
    let farewell = '';
    const fail = (why: string): void => {
      const error = new Error(`${path}: ${why}`);
      reject(error);
      for (const ack of acks.values()) ack.reject(error);
      acks.clear();
      socket.destroy();
    };
    const askText: LightSocket['askText'] = (event, input) =>
      new Promise((settle, refuse) => {
        if (socket.destroyed) return refuse(new Error(`${path}: the socket is closed`));
        const id = asked++;
        acks.set(id, { resolve: settle, reject: refuse });
        socket.write(encodeText(`42${id}${JSON.stringify([event, input])}`));
      });
    const client: LightSocket = {
      askText,
      ask: async (event, input) => (JSON.parse(await askText(event, input)) as [never])[0],
      close: () => socket.destroy(),
    };

    const onPacket = (text: string): void => {
      if (text.startsWith('42["ended"')) farewell = ` after ${text}`;
      if (text.startsWith('42')) return onEvent(text);
      if (text.startsWith('43')) {
        const at = text.indexOf('[');
        const id = Number(text.slice(2, at));
        acks.get(id)?.resolve(text.slice(at));
        acks.delete(id);
      } else if (text === '2') socket.write(encodeText('3'));
      else if (text.startsWith('0'))
        socket.write(
          encodeText(`40${JSON.stringify({ changes: frameVersion, ...(token === null ? {} : { token }) })}`),
        );
      else if (text.startsWith('40')) resolve(client);
      else fail(text.slice(0, 200) + farewell);
    };
    const readFrames = createFrameReader(onPacket, () => fail('closed by the server'));

    const onBytes = (size: number): boolean => {
      const bytes = buffer.subarray(0, size);
      if (isOpen) {
        readFrames(bytes);
        return true;
      }
      greeting += bytes.toString('latin1', 0, size);
      const end = greeting.indexOf('\r\n\r\n');
      if (end < 0) return true;
      if (!greeting.startsWith('HTTP/1.1 101')) {
        fail(greeting.slice(0, 80));
        return false;
      }
      isOpen = true;
      if (greeting.length > end + 4) readFrames(Buffer.from(greeting.slice(end + 4), 'latin1'));
      return true;
    };

    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback: onBytes } });
    socket.once('connect', () => {
      const lines = [
        `GET ${path}?EIO=4&transport=websocket HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('the connection ended'));
  });
