import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { OpenedMail, ReceivedMail } from '#shared/mail.ts';
import type { Log } from '#server/log.ts';

/** A real mail server for a laptop: it takes every message, sends none on, and shows them. */
export type LocalMailServer = {
  /** Where it listens: on this machine only. */
  readonly url: string;
  /** The newest first. */
  readonly list: () => readonly ReceivedMail[];
  readonly open: (id: string) => Promise<OpenedMail | null>;
  readonly close: () => Promise<void>;
};

const kept = 200;
const largest = 10 * 1024 * 1024;

/** Messages are kept as files in `folder`, as they came in. */
export const startLocalMailServer = async (folder: string, log: Log): Promise<LocalMailServer> => {
  mkdirSync(folder, { recursive: true });
  const received = new Map<string, ReceivedMail>();
  for (const name of oldestFirst(folder)) {
    const mail = await read(folder, name.slice(0, -extension.length));
    received.set(mail.id, mail);
  }

  const take = async (raw: Buffer): Promise<void> => {
    const { messageId = '' } = await PostalMime.parse(raw);
    // As in any mail program: what came twice under one Message-ID is one message.
    const id = createHash('sha256')
      .update(messageId || raw)
      .digest('hex')
      .slice(0, 24);
    const file = join(folder, id + extension);
    writeFileSync(`${file}.half`, raw, { flush: true });
    renameSync(`${file}.half`, file);
    received.set(id, received.get(id) ?? (await read(folder, id)));
    for (const old of [...received.keys()].slice(0, -kept)) {
      received.delete(old);
      rmSync(join(folder, old + extension), { force: true });
    }
  };

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: largest,
    closeTimeout: 500,
    onData: (stream, _session, done) => {
      const receive = async (): Promise<void> => {
        try {
          const raw = await buffer(stream);
          if (stream.sizeExceeded) throw Object.assign(new Error('This message is too large'), { responseCode: 552 });
          await take(raw);
          done();
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)));
        }
      };
      void receive();
    },
  });
  server.on('error', (error) => log.warn({ error: error.message }, 'local mail server'));
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    list: () => [...received.values()].toReversed(),
    open: async (id) => (received.has(id) ? read(folder, id) : null),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const extension = '.eml';

const oldestFirst = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ name }) => name);

const read = async (folder: string, id: string): Promise<OpenedMail> => {
  const file = join(folder, id + extension);
  const { from, to, subject = '', text = '', html = '' } = await PostalMime.parse(await readFile(file));
  return {
    id,
    from: { name: from?.name ?? '', address: from?.address ?? '' },
    to: { name: to?.[0]?.name ?? '', address: to?.[0]?.address ?? '' },
    subject,
    receivedAt: statSync(file).mtime.toISOString(),
    text,
    html,
  };
};
