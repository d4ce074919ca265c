import { createTransport } from 'nodemailer';
import type { MailConfig } from '#server/config.ts';

/** A message on its way out. */
export type OutgoingMail = {
  readonly id: string;
  /** Whose name stands beside the installation's address. */
  readonly fromName: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly queuedAt: Date;
};

/** The port to whatever delivers mail. */
export type MailServer = {
  /** Gives the server's answer once it has taken the message over. Throws `NotTaken` where it has not. */
  readonly send: (mail: OutgoingMail, signal: AbortSignal) => Promise<string>;
};

/** A mail server has not taken a message over, or cannot be reached. `message` is what it said, for admins. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  /** Whether it would say the same another time. */
  readonly isFinal: boolean;

  constructor(message: string, isFinal: boolean) {
    super(message);
    this.isFinal = isFinal;
  }
}

/** How long a server may keep silent, in milliseconds. */
const silenceMs = 30_000;

/** `url` is where mail goes: a provider's server, or this process's own. */
export const createMailServer = ({ from }: MailConfig, url: string): MailServer => {
  const { username } = new URL(url);
  // A connection for each message: one that was kept might end while a message is on its way, and no one would know
  // whether it arrived.
  const transport = createTransport({
    url,
    // A password is never sent without encryption.
    ...(username ? { requireTLS: true } : {}),
    connectionTimeout: silenceMs,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    send: async ({ id, fromName, to, subject, text, html, queuedAt }, signal) => {
      try {
        const { response } = await transport.sendMail({
          // The same at every attempt, so that mail programs show one message where two came.
          messageId: `<${id}@${domain}>`,
          date: queuedAt,
          // As objects: a text could name further recipients.
          from: { name: fromName, address: from },
          to,
          subject,
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        });
        return response;
      } catch (error) {
        signal.throwIfAborted();
        throw notTaken(error);
      }
    },
  };
};

/** Stands for the mail server of an installation that has none. */
export const noMailServer: MailServer = {
  send: () =>
    Promise.reject(new NotTaken('No mail server is set up for this installation: SMTP_URL is not set.', true)),
};

/** What nodemailer throws; anything else is a defect. */
type SmtpError = Error & { readonly code: string; readonly response?: string; readonly responseCode?: number };
const isSmtpError = (error: unknown): error is SmtpError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

const notTaken = (error: unknown): unknown => {
  if (!isSmtpError(error)) return error;
  const { code, message, response, responseCode = 0 } = error;
  // A password that is wrong today is corrected in the configuration, not by writing another message.
  return new NotTaken(response ?? message, responseCode >= 500 && code !== 'EAUTH');
};
