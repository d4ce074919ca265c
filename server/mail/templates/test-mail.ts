import { note, paragraph } from '#server/mail/blocks.ts';
import { mailTemplate } from '#server/mail/template.ts';

/** What an admin sends to themselves, to see that mail arrives. */
export const testMail = mailTemplate<{ readonly name: string }>({
  name: 'test',
  label: 'Test message',
  sample: { name: 'Ana Admin' },
  write: ({ name }, look) => ({
    subject: `Mail from ${look.name} arrives`,
    title: 'Mail arrives',
    blocks: [
      paragraph(
        `Hello ${name}, you asked for this message to see whether mail from ${look.name} reaches people. It does.`,
      ),
      note('Nothing else follows from it.'),
    ],
  }),
});
