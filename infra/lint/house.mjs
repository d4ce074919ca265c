// The one boundary that patterns cannot say: "no module imports another" depends on whose file is asking.

const moduleOf = (path) => path.match(/(?:^|\/)(server|client)\/modules\/([a-z0-9-]+)/)?.slice(1);

/** The module that an import reaches, as [side, name], or undefined when it reaches none. */
export const reached = (file, source) => {
  const alias = source.match(/^#(server|client)\/(.*)$/);
  if (alias) return moduleOf(`${alias[1]}/${alias[2]}`);
  if (source.startsWith('./')) return moduleOf(`${file.slice(0, file.lastIndexOf('/'))}/${source.slice(2)}`);
  return undefined;
};

const ownModule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = context.filename.replaceAll('\\', '/');
    const own = moduleOf(file);
    if (!own || own[1] === 'index' || file.endsWith('.test.ts')) return {};
    const look = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string') return;
      const other = reached(file, source);
      if (!other || other[1] === own[1]) return;
      context.report({
        node: node.source,
        message: `No module imports another: call a command of "${other[1]}" or react to its change (its definition in #shared/modules is open to all).`,
      });
    };
    return {
      ImportDeclaration: look,
      ExportNamedDeclaration: look,
      ExportAllDeclaration: look,
      ImportExpression: look,
    };
  },
};

export default { meta: { name: 'house' }, rules: { 'own-module': ownModule } };
