import { button, note, paragraph } from '#server/mail/blocks.ts';
import { mailTemplate } from '#server/mail/template.ts';

/** To someone who was added to a workspace: the way in. */
export const invitation = mailTemplate<{
  readonly name: string;
  readonly inviter: string;
  readonly hours: number;
  readonly link: string;
}>({
  name: 'invitation',
  label: 'Invitation',
  sample: {
    name: 'Ben Ganapathy',
    inviter: 'Ana Admin',
    hours: 72,
    link: 'https://crm.example.com/smiles/accept-invite',
  },
  write: ({ name, inviter, hours, link }, look) => ({
    subject: `${inviter} invites you to ${look.name}`,
    title: `Join ${look.name}`,
    blocks: [
      paragraph(`Hello ${name}, ${inviter} has added you to the team of ${look.name}.`),
      paragraph('Choose a password of your own, and you are in.'),
      button('Accept the invitation', link),
      note(`The link is for you alone. It works once, and for ${hours} hours; after that, ask ${inviter} for another.`),
      note('If you do not know what this is about, you need do nothing.'),
    ],
  }),
});
