import type { MailTemplate } from '#server/mail/template.ts';
import { testMail } from './test-mail.ts';

/** Every kind of message that the product sends, as admins see them listed. */
export const mailTemplates: readonly MailTemplate[] = [testMail];
