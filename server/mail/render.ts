import type { MailBlock } from './blocks.ts';
import type { MailFacts, MailLook, MailTemplate } from './template.ts';

/** A message as it is sent. */
export type MailContent = { readonly subject: string; readonly text: string; readonly html: string };

/** Writes a message in a tenant's look. */
export const renderMail = <Facts extends MailFacts>(
  template: MailTemplate<Facts>,
  about: Facts,
  look: MailLook,
): MailContent => {
  const { subject, title, blocks } = template.write(about, look);
  return {
    subject: oneLine(subject),
    text: `${[title, ...blocks.map(textOf), `-- \n${look.name}`].join('\n\n')}\n`,
    html: page(title, blocks, look),
  };
};

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const textOf = (block: MailBlock): string => (block.kind === 'button' ? `${block.label}:\n${block.href}` : block.text);

const escapes: { readonly [sign: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

const font = "font-family:Inter,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Tamil',sans-serif";
const ink = '#0f172a';

/** Black or white, whichever is read more easily on a colour; null where the colour is only known by name. */
const inkOn = (color: string): string | null => {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)?.slice(1);
  if (!digits) return null;
  const [red = 0, green = 0, blue = 0] = digits.map((pair) => {
    const part = Number.parseInt(pair, 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Where the contrast with both is the same.
  return luminance > 0.179 ? ink : '#ffffff';
};

const htmlOf = (block: MailBlock, accent: string): string => {
  if (block.kind === 'paragraph')
    return `<p style="margin:0 0 16px;font-size:16px;line-height:1.55;color:#334155">${escaped(block.text)}</p>`;
  if (block.kind === 'note')
    return `<p style="margin:0 0 12px;font-size:14px;line-height:1.5;color:#5b6b82">${escaped(block.text)}</p>`;
  const on = inkOn(accent);
  const href = escaped(block.href);
  // A cell is painted by every mail program; padding of a link is not.
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:24px 0 12px"><tr><td style="border-radius:8px;background:${on ? escaped(accent) : ink}"><a href="${href}" style="display:inline-block;padding:13px 24px;font-size:16px;font-weight:600;text-decoration:none;color:${on ?? '#ffffff'}">${escaped(block.label)}</a></td></tr></table>
<p style="margin:0 0 24px;font-size:13px;line-height:1.5;color:#5b6b82">Or open this address:<br /><a href="${href}" style="color:#5b6b82;word-break:break-all">${href}</a></p>`;
};

/** A table in a table: what all mail programs draw alike. It is light in every theme, so that no program inverts half of it. */
const page = (title: string, blocks: readonly MailBlock[], { name, accent }: MailLook): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light only" />
<title>${escaped(title)}</title>
</head>
<body style="margin:0;padding:0;background:#f1f5f9;${font}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f1f5f9"><tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;background:#ffffff;border-radius:12px;border-top:4px solid ${escaped(accent)};${font}">
<tr><td style="padding:28px 32px 0;font-size:15px;font-weight:600;color:${ink}">${escaped(name)}</td></tr>
<tr><td style="padding:20px 32px 20px"><h1 style="margin:0 0 16px;font-size:24px;line-height:1.25;color:${ink}">${escaped(title)}</h1>
${blocks.map((block) => htmlOf(block, accent)).join('\n')}</td></tr>
</table>
<p style="margin:20px 0 0;font-size:13px;color:#5b6b82;${font}">Sent by ${escaped(name)} with DentraCRM</p>
</td></tr></table>
</body>
</html>
`;
