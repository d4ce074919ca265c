import type { JsonSchema } from '#shared/fields/field.ts';
import type { Documented } from './document.ts';

const escape = (text: string): string =>
  text.replaceAll(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
  );

const slug = (text: string): string => text.toLowerCase().replaceAll(/\W+/g, '-');

/** The API's documentation as one page that needs no script and nothing from elsewhere. */
export const apiPage = (title: string, base: string, endpoints: readonly Documented[]): string => {
  const tags = Map.groupBy(endpoints, ({ tag }) => tag);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<nav aria-label="Sections"><ul>${[...tags.keys()].map((tag) => `<li><a href="#${slug(tag)}">${escape(tag)}</a></li>`).join('')}</ul></nav>
<main>
<h1>${escape(title)}</h1>
<p>Below <code>${escape(base)}</code>, in JSON. <a href="openapi.json">The same as OpenAPI 3.1</a>, for programs.</p>
<p>Sign in with <code>POST ${escape(base)}/auth/login</code> and send the token as <code>Authorization: Bearer …</code>. A browser’s cookies do too; what changes something then repeats the <code>csrf</code> cookie in <code>X-CSRF-Token</code>.</p>
<pre>{ "success": true, "data": …, "meta": { "cursor": …, "seq": … } }
{ "success": false, "error": { "code": "VALIDATION_ERROR", "message": …, "details": { "field": … } } }</pre>
${[...tags].map(([tag, group]) => `<section aria-labelledby="${slug(tag)}"><h2 id="${slug(tag)}">${escape(tag)}</h2>${group.toSorted(byPath).map(endpointHtml).join('')}</section>`).join('\n')}
</main>
</body>
</html>`;
};

/** The table is in the order in which routes are tried; people look for the shortest first. */
const byPath = (a: Documented, b: Documented): number => (a.path === b.path ? 0 : a.path < b.path ? -1 : 1);

const endpointHtml = (endpoint: Documented): string => {
  const { method, path, summary, query = [], headers = [], body, access, socket } = endpoint;
  const rows = [
    ...query.map(({ name, describe, schema }) => rowHtml(name, schema, describe)),
    ...headers.map(({ name, describe, schema }) => rowHtml(name, schema, `Header. ${describe}`)),
    ...bodyRows(body),
  ];
  return `<details><summary><b class="${method}">${method.toUpperCase()}</b> <code>${escape(path)}</code> <span>${escape(summary)}</span></summary>
${socket ? `<p>Over the socket: <code>${socket.event}</code> <code>${escape(socket.argument)}</code></p>` : ''}
${access === 'open' ? '<p>No sign-in needed.</p>' : ''}${bodyFile(body)}
${rows.length > 0 ? `<table><thead><tr><th>Name</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>` : '<p>Nothing to send.</p>'}
</details>`;
};

const bodyFile = (body: Documented['body']): string => {
  if (body === 'csv') return '<p>The body is the file: CSV, or an Excel workbook.</p>';
  return body === 'image' ? '<p>The body is the image: PNG, JPEG or WebP.</p>' : '';
};

const bodyRows = (body: Documented['body']): string[] => {
  if (!body || typeof body === 'string') return [];
  const fields = (body['properties'] ?? {}) as { readonly [name: string]: JsonSchema };
  const required = (body['required'] ?? []) as readonly string[];
  return Object.entries(fields).map(([name, schema]) => {
    const plain = plainOf(schema);
    const meaning = [plain['title'], plain['description'], required.includes(name) ? 'Required.' : null]
      .filter((part) => typeof part === 'string')
      .join('. ');
    return rowHtml(name, plain, `Body. ${meaning}`);
  });
};

/** A field that may be empty is itself or null; the table shows itself. */
const plainOf = (schema: JsonSchema): JsonSchema =>
  Array.isArray(schema['anyOf']) ? (schema['anyOf'][0] as JsonSchema) : schema;

const rowHtml = (name: string, schema: JsonSchema, meaning: string): string =>
  `<tr><td><code>${escape(name)}</code></td><td>${escape(typeOf(schema))}</td><td>${escape(meaning)}</td></tr>`;

const typeOf = (schema: JsonSchema): string => {
  if (Array.isArray(schema['enum'])) return schema['enum'].map(String).join(' | ');
  if (schema['type'] === 'array') return `list of ${typeOf((schema['items'] ?? {}) as JsonSchema)}`;
  const named = schema['format'] ?? schema['type'];
  return typeof named === 'string' ? named : 'anything';
};

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --accent: light-dark(#0f766e, #5eead4); --danger: light-dark(#b91c1c, #f87171); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 14rem minmax(0, 1fr); }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 2rem 1rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .3rem .6rem; color: inherit; text-decoration: none; border-radius: .4rem; }
nav a:hover, nav a:focus-visible { background: var(--line); }
main { padding: 2rem; max-width: 62rem; }
a { color: var(--accent); }
h1 { margin-top: 0; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
pre { padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; overflow: auto; font-size: .85rem; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; }
summary { cursor: pointer; padding: .55rem .8rem; overflow-wrap: anywhere; }
summary span { opacity: .75; margin-left: .5rem; }
summary b { display: inline-block; min-width: 4.2rem; color: var(--accent); }
summary b.delete { color: var(--danger); }
details p, table { margin: .4rem .8rem .8rem; }
table { border-collapse: collapse; width: calc(100% - 1.6rem); font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--line); overflow-wrap: break-word; }
th, td:first-child { white-space: nowrap; }
td:nth-child(2) { min-width: 6rem; }
@media (max-width: 48rem) { body { grid-template-columns: minmax(0, 1fr); } nav { position: static; padding-bottom: 0; } main { padding: 1rem; } table { display: block; overflow-x: auto; } }
`;
