import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Lifetime } from './world.ts';

export type ReceivedMail = {
  /** Its Message-ID. */
  readonly id: string;
  readonly from: string;
  readonly fromName: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

type Words = { readonly code: number; readonly message: string };

/** A mail server on this machine that takes messages, is slow and refuses, as providers are and do. */
export type TestMailServer = {
  readonly url: string;
  /** What it took over, in order; what came twice is here twice. */
  readonly messages: readonly ReceivedMail[];
  /** Waits until it has taken so many. */
  readonly arrived: (count: number) => Promise<readonly ReceivedMail[]>;
  /** From now on it answers each recipient with this; null: it takes what comes. */
  readonly refuse: (words: Words | null) => void;
  /** It takes each message over, and keeps its answer back until `letGo`. */
  readonly keepSilent: () => { readonly letGo: () => void };
};

export const startMailServer = async (t: Lifetime): Promise<TestMailServer> => {
  const messages: ReceivedMail[] = [];
  let refused: Words | null = null;
  let answering: Promise<void> = Promise.resolve();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: (_auth, _session, done) => done(null, { user: 'test' }),
    onRcptTo: (_address, _session, done) =>
      done(refused && Object.assign(new Error(refused.message), { responseCode: refused.code })),
    onData: (stream, { envelope }, done) => {
      const take = async (): Promise<void> => {
        const {
          messageId = '',
          from,
          subject = '',
          text = '',
          html = '',
        } = await PostalMime.parse(await buffer(stream));
        const to = envelope.rcptTo.map(({ address }) => address);
        const sender = { from: from?.address ?? '', fromName: from?.name ?? '' };
        messages.push({ id: messageId, ...sender, to, subject, text, html });
        await answering;
        done();
      };
      void take();
    },
  });
  // A client that is killed leaves its connection; that is what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    messages,
    arrived: async (count) => {
      while (messages.length < count) await pause(10);
      return messages;
    },
    refuse: (words) => (refused = words),
    keepSilent: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      answering = promise;
      return { letGo: resolve };
    },
  };
};

/** What a world is given for its mail to go there. */
export const mailEnv = ({ url }: TestMailServer): Record<string, string> => ({
  SMTP_URL: url,
  MAIL_FROM: 'no-reply@crm.example',
  PUBLIC_URL: 'https://crm.example',
});
