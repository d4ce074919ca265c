import type { MailTemplate } from '#server/mail/template.ts';
import { invitation } from './invitation.ts';
import { passwordChanged } from './password-changed.ts';
import { passwordReset } from './password-reset.ts';
import { testMail } from './test-mail.ts';

/** Every kind of message that the product sends, as admins see them listed. */
export const mailTemplates: readonly MailTemplate[] = [testMail, invitation, passwordReset, passwordChanged];
