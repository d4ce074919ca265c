import { existsSync } from 'node:fs';
import { floorOf, floors, roomOf } from './floors.ts';

// The boundaries that no-restricted-imports cannot say: they depend on whose file is asking, or need a negation,
// and its patterns know none (a lookahead there silently matches nothing).

const isTest = (file) => /\.test\.tsx?$/.test(file);

const moduleOf = (path) => path.match(/(?:^|\/)(server|client)\/modules\/([a-z0-9-]+)/)?.slice(1);

// A helper that several modules' server parts share has no definition, and is no module.
const isModule = (file, [side, name]) => {
  const definitions = `${file.slice(0, file.lastIndexOf(`/${side}/modules/`))}/shared-types/modules/${name}`;
  return side === 'client' || existsSync(`${definitions}.ts`) || existsSync(definitions);
};

/** The module that an import reaches, as [side, name], or undefined when it reaches none. */
const reached = (file, source) => {
  const alias = source.match(/^#(server|client)\/(.*)$/);
  if (alias) return moduleOf(`${alias[1]}/${alias[2]}`);
  if (source.startsWith('./')) return moduleOf(`${file.slice(0, file.lastIndexOf('/'))}/${source.slice(2)}`);
  return undefined;
};

const ownModule = (file, source) => {
  const own = moduleOf(file);
  if (!own || own[1] === 'index' || isTest(file)) return undefined;
  const other = reached(file, source);
  if (!other || other[1] === own[1] || !isModule(file, other)) return undefined;
  return `No module imports another: call a command of "${other[1]}" or react to its change (its definition in #shared/modules is open to all).`;
};

const writtenExtension = (_file, source) =>
  /^(\.\/|#)/.test(source) && !/\.(ts|tsx|mjs|json|css|svg)(\?\w+)?$/.test(source)
    ? 'Write the extension (./thing.ts): Node runs these files as they are.'
    : undefined;

const neutralPackages = (file, source) =>
  !/\/shared-types\//.test(file) || isTest(file) || /^(\.|#|node:|libphonenumber-js(\/|$)|uuid$)/.test(source)
    ? undefined
    : 'shared-types runs on both sides: add a package to infra/lint/house.mjs only when it is small and needs neither Node nor a DOM.';

// What puts the modules and the kernel together may know both.
const composers =
  /\/(server\/(main|app|[a-z-]+\/[a-z-]+-cli)\.ts|client\/(main|app\/routes)\.tsx|(server|client)\/testing\/.*|client\/e2e\/.*)$/;

const kernelKnowsNoModule = (file, source) =>
  /\/(server|client|shared-types)\/(?!modules\/)/.test(file) &&
  !isTest(file) &&
  !composers.test(file) &&
  /^#(shared|server|client)\/modules\/(?!index\.tsx?$)/.test(source)
    ? 'Modules import the kernel; the kernel imports no module: take what you need from modules/index.ts.'
    : undefined;

/** The path below its side that an import reaches, as `server/records/read.ts`; undefined when it leaves the side. */
const target = (file, source) => {
  const alias = source.match(/^#(server|client)\/(.*)$/);
  if (alias) return `${alias[1]}/${alias[2]}`;
  return source.startsWith('./') ? `${file.slice(0, file.lastIndexOf('/'))}/${source.slice(2)}` : undefined;
};

const onlyFromBelow = (file, source) => {
  const own = roomOf(file);
  const path = target(file, source);
  const other = own && path ? roomOf(path) : undefined;
  if (!other || other.side !== own.side || other.room === own.room) return undefined;
  const [from, to] = [floorOf(own), floorOf(other)];
  if (from < 0 || to < 0)
    return `infra/lint/floors.ts does not say on which floor "${from < 0 ? own.room : other.room}" is.`;
  return to < from
    ? undefined
    : `"${own.room}" imports only from floors below it, and "${other.room}" is ${to === from ? 'beside' : 'above'} it: ${floors[own.side].map((rooms) => rooms.join(', ')).join(' → ')}.`;
};

/** A rule from a function that looks at one import and says what is wrong with it, or nothing. */
const importRule = (fault) => ({
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = context.filename.replaceAll('\\', '/');
    const look = (node) => {
      const source = node.source?.value;
      const message = typeof source === 'string' ? fault(file, source) : undefined;
      if (message) context.report({ node: node.source, message });
    };
    return {
      ImportDeclaration: look,
      ExportNamedDeclaration: look,
      ExportAllDeclaration: look,
      ImportExpression: look,
    };
  },
});

export default {
  meta: { name: 'house' },
  rules: {
    'only-from-below': importRule(onlyFromBelow),
    'own-module': importRule(ownModule),
    'written-extension': importRule(writtenExtension),
    'neutral-packages': importRule(neutralPackages),
    'kernel-knows-no-module': importRule(kernelKnowsNoModule),
  },
};
