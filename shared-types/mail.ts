export const mailStates = ['queued', 'sent', 'failed'] as const;
export type MailState = (typeof mailStates)[number];

/** A message to someone's mailbox, without what it says: that may let its reader in. */
export type MailView = {
  readonly id: string;
  /** The name of its kind. */
  readonly template: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly state: MailState;
  readonly queuedAt: string;
  /** When it was sent, or given up. */
  readonly settledAt: string | null;
  readonly attempts: number;
  /** The mail server's last words. */
  readonly answer: string | null;
  /** Whether it failed, and is kept to be sent again. */
  readonly canSendAgain: boolean;
};

/** A kind of message. */
export type MailKind = { readonly name: string; readonly label: string };

/** A kind of message as it would be sent now. */
export type MailPreview = MailKind & { readonly subject: string; readonly text: string; readonly html: string };

/** A message that this machine's own mail server took. */
export type ReceivedMail = {
  readonly id: string;
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly subject: string;
  readonly receivedAt: string;
};
export type Mailbox = { readonly name: string; readonly address: string };
export type OpenedMail = ReceivedMail & { readonly text: string; readonly html: string };

/** Messages are forgotten after so many days; those that failed can be sent again for fewer. */
export const mailDays = 90;
export const sendAgainDays = 7;
