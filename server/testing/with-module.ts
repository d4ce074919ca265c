import { registerHooks } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A module that the product does not have, by the names that its file exports. */
export type MadeUpModule = {
  /** `#server/testing/appointments.ts` */
  readonly file: string;
  readonly collections: readonly string[];
  readonly commands?: readonly string[];
};

/**
 * Puts a made-up module beside the product's, for this process. Call it before anything that knows the modules is
 * imported: what tests it comes in with `await import(…)`.
 */
export const addModule = ({ file, collections, commands = [] }: MadeUpModule): void => {
  const index = new URL('../../shared-types/modules/index.ts', import.meta.url).href;
  const list = (names: readonly string[]): string => names.map((name) => ` ${name},`).join('');
  registerHooks({
    load: (url, context, next) => {
      if (url !== index) return next(url, context);
      const source = readFileSync(fileURLToPath(url), 'utf8')
        .replace(/^/, `import { ${[...collections, ...commands].join(', ')} } from '${file}';\n`)
        .replace(/(const modules[^=]*= \[)/, `$1${list(collections)}`)
        .replace(/(export const moduleCommands[^=]*= \[)/, `$1${list(commands)}`);
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
};
