import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, note, paragraph } from './blocks.ts';
import { renderMail } from './render.ts';
import { mailTemplate } from './template.ts';
import { mailTemplates } from './templates/index.ts';

const sample = mailTemplate<{ readonly name: string; readonly link: string }>({
  name: 'sample',
  label: 'Sample',
  sample: { name: 'Ana', link: 'https://crm.example/x' },
  write: ({ name, link }, look) => ({
    subject: `${name} writes\r\nBcc: eve@evil.example`,
    title: `From ${look.name}`,
    blocks: [paragraph(`Hello ${name}`), button('Open', link), note('Once.')],
  }),
});

test('both parts say the same, and what people typed is text in both', () => {
  const about = { name: '<img src=x onerror=alert(1)> & "co"', link: 'https://crm.example/a?b=1&c="2"' };
  const { subject, text, html } = renderMail(sample, about, { name: 'Smiles <b>', accent: '#0f766e' });
  assert.equal(subject, '<img src=x onerror=alert(1)> & "co" writes Bcc: eve@evil.example');
  assert.ok(text.includes(`Hello ${about.name}`) && text.includes(`Open:\n${about.link}`) && text.includes('Once.'));
  assert.ok(!/<img|<b>/.test(html), html);
  assert.ok(html.includes('href="https://crm.example/a?b=1&amp;c=&quot;2&quot;"'));
});

test('what stands on a button is read on any accent', () => {
  const inkOf = (accent: string): string | undefined =>
    /text-decoration:none;color:(#\w+)/.exec(renderMail(sample, sample.sample, { name: 'S', accent }).html)?.[1];
  assert.deepEqual(['#0f766e', '#ffff00', '#000000', '#ffffff', 'teal'].map(inkOf), [
    '#ffffff',
    '#0f172a',
    '#ffffff',
    '#0f172a',
    '#ffffff',
  ]);
});

test('every kind of message has a name of its own, and a preview', () => {
  assert.equal(new Set(mailTemplates.map(({ name }) => name)).size, mailTemplates.length);
  for (const template of mailTemplates) {
    const { subject, text, html } = renderMail(template, template.sample, { name: 'Smiles', accent: '#0f766e' });
    assert.ok(subject && text && html.startsWith('<!doctype html>'), template.name);
  }
});
