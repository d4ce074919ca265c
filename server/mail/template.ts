import type { MailBlock } from './blocks.ts';

/** How a tenant's messages look. */
export type MailLook = {
  readonly name: string;
  /** Hexadecimal, or a CSS name. */
  readonly accent: string;
};

/** What a message is about. */
export type MailFacts = { readonly [name: string]: string | number | boolean | null };

export type WrittenMail = {
  readonly subject: string;
  readonly title: string;
  /** Plain text each: both parts of the message are made of them. */
  readonly blocks: readonly MailBlock[];
};

/** A kind of message. */
export type MailTemplate<Facts extends MailFacts = MailFacts> = {
  /** For ever: messages are kept under it. */
  readonly name: string;
  /** As admins read it. */
  readonly label: string;
  /** What a preview is about. */
  readonly sample: Facts;
  write(about: Facts, look: MailLook): WrittenMail;
};

/** Declares a kind of message. `templates/index.ts` lists it. */
export const mailTemplate = <Facts extends MailFacts>(template: MailTemplate<Facts>): MailTemplate<Facts> => template;
