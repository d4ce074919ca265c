import { button, note, paragraph } from '#server/mail/blocks.ts';
import { mailTemplate } from '#server/mail/template.ts';

/** To someone who said that they forgot their password. */
export const passwordReset = mailTemplate<{ readonly name: string; readonly minutes: number; readonly link: string }>({
  name: 'password-reset',
  label: 'New password',
  sample: { name: 'Ben Ganapathy', minutes: 60, link: 'https://crm.example.com/smiles/reset-password' },
  write: ({ name, minutes, link }, look) => ({
    subject: `Choose a new password for ${look.name}`,
    title: 'Choose a new password',
    blocks: [
      paragraph(`Hello ${name}, someone asked for a new password for your account at ${look.name}.`),
      button('Choose a new password', link),
      note(`The link works once, and for ${minutes} minutes. Choosing a password signs you out everywhere.`),
      note('If it was not you, do nothing: your password stays as it is.'),
    ],
  }),
});
