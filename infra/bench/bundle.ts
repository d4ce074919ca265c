import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { root } from '#infra/local/cache-place.ts';

/** Gzipped bytes of JavaScript, and the files that they are in. */
export type Load = { readonly bytes: number; readonly files: readonly string[] };
export type Bundle = { readonly beforeSignIn: Load; readonly leadDesk: Load };

const leadDesk = '/modules/leads/lead-desk.tsx';

/** Builds the screens as they are shipped, and follows what a browser has to fetch. Nothing is written. */
export const measureBundle = async (): Promise<Bundle> => {
  const built = await build({
    configFile: join(root, 'client', 'vite.config.ts'),
    logLevel: 'silent',
    build: { write: false, emptyOutDir: false },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  const chunks = new Map<string, Rolldown.OutputChunk>();
  for (const { output } of outputs)
    for (const item of output) if (item.type === 'chunk') chunks.set(item.fileName, item);
  const entry = [...chunks.values()].find((chunk) => chunk.isEntry);
  if (!entry) throw new Error('the screens have no entry');
  return {
    beforeSignIn: loadOf(chunks, [entry.fileName]),
    leadDesk: loadOf(chunks, wayTo(chunks, entry.fileName, leadDesk)),
  };
};

type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>;

/** The shortest chain of chunks, each loaded on demand by the one before it or what that one imports. */
const wayTo = (chunks: Chunks, from: string, module: string): string[] => {
  const ways: string[][] = [[from]];
  const seen = new Set([from]);
  for (let way = ways.shift(); way; way = ways.shift()) {
    const here = way.at(-1) ?? from;
    const loaded = closure(chunks, [here]);
    if (loaded.some((name) => chunks.get(name)?.moduleIds.some((id) => id.endsWith(module)))) return way;
    for (const next of loaded.flatMap((name) => chunks.get(name)?.dynamicImports ?? [])) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  throw new Error(`no screen loads ${module}`);
};

const closure = (chunks: Chunks, names: readonly string[]): string[] => {
  const found = new Set(names);
  for (const name of found) for (const imported of chunks.get(name)?.imports ?? []) found.add(imported);
  return [...found];
};

const loadOf = (chunks: Chunks, names: readonly string[]): Load => {
  const files = closure(chunks, names);
  return { bytes: files.reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '').length, 0), files };
};
