import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';

/**
 * `virtual:collection-icons`: the icons that the definitions name, and only those. Without it a new module would
 * have to be entered into a list of icons here, or the screens would ship all 1,800.
 */
const collectionIcons = (): Plugin => {
  const id = 'virtual:collection-icons';
  const modules = fileURLToPath(new URL('../shared-types/modules/', import.meta.url));
  return {
    name: 'collection-icons',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined;
      const files = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /(?<!\.test)\.ts$/.test(name),
      );
      for (const file of files) this.addWatchFile(modules + file);
      const named = files.flatMap((file) => [
        ...readFileSync(modules + file, 'utf8').matchAll(/^ {2,4}icon: '([a-z0-9-]+)',$/gm),
      ]);
      const icons = [...new Set(named.map(([, name]) => name))];
      const imports = icons.map((name, at) => `import icon${at} from 'lucide-solid/icons/${name}';`).join('\n');
      return `${imports}\nexport const collectionIcons = { ${icons.map((name, at) => `'${name}': icon${at}`).join(', ')} };`;
    },
  };
};

/** Socket.IO brings along three ways to connect. The server takes one of them, WebSockets, and the others are not shipped. */
const webSocketsOnly = (): Plugin => {
  const engine = '/engine.io-client/build/esm/transports';
  const instead: { readonly [file: string]: string } = {
    [`${engine}/index.js`]: `import { WS } from './websocket.js';\nexport const transports = { websocket: WS };`,
    // It would listen for the end of the page, which keeps a browser from coming back to it at once.
    [`${engine}/polling-xhr.js`]: 'export class BaseXHR {}\nexport class XHR {}\nexport class Request {}',
  };
  return {
    name: 'web-sockets-only',
    load: (id) => Object.entries(instead).find(([file]) => id.endsWith(file))?.[1],
  };
};

const desk = ['client/app/workspace.tsx', 'client/app/workspace-route.tsx', 'client/modules/leads/lead-desk.tsx'];

/**
 * The page is drawn before its styles are there: they come after its skeleton, and so hold up nothing above them. Then
 * comes what the desk is made of, which the browser would else find out about one file after the other. What stands
 * between the comments is not for pages outside a workspace; the server leaves it out there.
 */
const skeletonFirst = (): Plugin => ({
  name: 'skeleton-first',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle }) => {
      if (!bundle) return html;
      const chunks = new Map(
        Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])),
      );
      const wanted = new Set(
        [...chunks.values()]
          .filter(({ facadeModuleId }) => desk.some((file) => facadeModuleId?.endsWith(file)))
          .map(({ fileName }) => fileName),
      );
      for (const name of wanted) for (const imported of chunks.get(name)?.imports ?? []) wanted.add(imported);
      const [entry] = [...chunks.values()].filter(({ isEntry }) => isEntry);
      const preloads = [...wanted]
        .filter((name) => name !== entry?.fileName && !entry?.imports.includes(name))
        .map((name) => `<link rel="modulepreload" crossorigin href="/${name}">`);
      const styles = html.match(/<link rel="stylesheet"[^>]*>/g) ?? [];
      const end = [...styles, '<!--workspace-->', ...preloads, '<!--/workspace-->'].join('\n    ');
      return styles.reduce((left, one) => left.replace(one, ''), html).replace('</body>', `  ${end}\n  </body>`);
    },
  },
});

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // One build serves every tenant: its files live at /assets/, whatever /{tenant}/ page asked for them.
  base: '/',
  plugins: [solid(), tailwindcss(), collectionIcons(), webSocketsOnly(), skeletonFirst()],
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    emptyOutDir: true,
    target: 'es2023',
    // Inlined files would need data: in the content security policy.
    assetsInlineLimit: 0,
    // People who start the product did not ask how long each plugin took.
    rolldownOptions: {
      // What shares a chunk with others that come late comes late as well: its own import divides nothing more, and need not.
      checks: { bundlerTimings: false, ineffectiveDynamicImport: false },
      output: {
        codeSplitting: {
          groups: [
            // What every page needs, in one file.
            {
              name: 'base',
              test: /solid-js|@solidjs\/router|client\/components\/(button|icon-button|text-input|labelled-field|logo|theme-toggle)|client\/lib\/(rest|look|theme|local-settings)|shared-types\/refusal/,
            },
            // The icons of those pages; the others come with the workspace.
            {
              name: 'first-icons',
              test: /lucide-solid\/(?!.*\/icons\/)|lucide-solid\/.*\/icons\/(arrow-right|circle-alert|circle-check|cloud-alert|eye|eye-off|loader|monitor|moon|sun|x)\.[a-z]+$/,
            },
            // What the definitions are made of; screens that come late would else divide it among themselves.
            {
              name: 'product',
              test: /shared-types\/(?!calendar-day|refusal)/,
              minShareCount: 2,
              includeDependenciesRecursively: false,
            },
            // Else what two screens share of these is a file for each set of screens that do, with a wrapper for each module.
            { name: 'kobalte', test: /@kobalte|@floating-ui|solid-prevent-scroll/, minShareCount: 2 },
            // What the lists and panes of several screens share would else be a dozen small files, each compressed alone.
            // A list is there before anything of it is open.
            {
              name: 'pane',
              test: /client\/records\/(pane|form)\/(?!loading-pane|value-text|describe-activity)/,
              minShareCount: 2,
              includeDependenciesRecursively: false,
            },
            {
              name: 'records',
              // A picker of records comes with the first field that asks for one, chips of filters with the lists that have
              // them, what acts over several as they are selected.
              test: /client\/(records|fields|store)\/(?!link-picker|link-input|rights\/|choices|differences|json|reference|rows|week-hours|views-beyond|bulk\/|list\/(filter-chip|facet-tabs|address|columns))/,
              minShareCount: 2,
              includeDependenciesRecursively: false,
            },
            // The same for what fields and lists are operated with.
            {
              name: 'controls',
              test: /client\/components\/(pick-list|select\.|menu|avatar|switch|checklist|date-input|pick-day|chip|key-hint|popover|dialog|search-input|empty-state|by-title)/,
              minShareCount: 2,
              includeDependenciesRecursively: false,
            },
            { name: 'icons', test: /lucide-solid/, minShareCount: 2 },
          ],
        },
      },
    },
  },
});
