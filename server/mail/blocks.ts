/** A piece of a message: a text, or something to press. */
export type MailBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'button'; readonly label: string; readonly href: string };

export const paragraph = (text: string): MailBlock => ({ kind: 'paragraph', text });

/** Something small: how long a link works, what to do if one did not ask for it. */
export const note = (text: string): MailBlock => ({ kind: 'note', text });

/** `href` is absolute: a message is read anywhere. */
export const button = (label: string, href: string): MailBlock => ({ kind: 'button', label, href });
