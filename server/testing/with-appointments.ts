import { registerHooks } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Puts the made-up module of `appointments.ts` beside the product's, for this process. Call it before anything that
 * knows the modules is imported: what tests it comes in with `await import(…)`.
 */
export const addAppointments = (): void => {
  const index = new URL('../../shared-types/modules/index.ts', import.meta.url).href;
  registerHooks({
    load: (url, context, next) => {
      if (url !== index) return next(url, context);
      const source = readFileSync(fileURLToPath(url), 'utf8')
        .replace(/^/, `import { appointments, bookAppointment } from '#server/testing/appointments.ts';\n`)
        .replace(/(const modules[^=]*= \[)/, '$1 appointments,')
        .replace(/(export const moduleCommands[^=]*= \[)/, '$1 bookAppointment,');
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
};
