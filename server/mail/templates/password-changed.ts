import { note, paragraph } from '#server/mail/blocks.ts';
import { mailTemplate } from '#server/mail/template.ts';

/** To the owner of an account, so that a change by someone else does not go unseen. */
export const passwordChanged = mailTemplate<{ readonly name: string }>({
  name: 'password-changed',
  label: 'Password changed',
  sample: { name: 'Ben Ganapathy' },
  write: ({ name }, look) => ({
    subject: `Your password for ${look.name} was changed`,
    title: 'Your password was changed',
    blocks: [
      paragraph(`Hello ${name}, the password of your account at ${look.name} was just changed.`),
      note(
        'If it was you, you need do nothing. If not, choose “Forgot your password?” on the sign-in page at once, and tell an admin.',
      ),
    ],
  }),
});
