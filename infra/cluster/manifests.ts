import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '#infra/local/cache-place.ts';
import type { Kinds } from './kinds.ts';

export type Manifest = Kinds[keyof Kinds];

/** Documents that stand together: an overlay as kustomize renders it, or what the files themselves say. */
export type Manifests = { readonly from: string; readonly documents: readonly Manifest[] };

const documentsIn = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() as Manifest;
  });

const paths = (pattern: string): string[] =>
  globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted();

type Kustomization = {
  readonly configMapGenerator?: readonly { readonly name: string; readonly literals: readonly string[] }[];
};

/** What a kustomization sets in the one configuration. */
const settingsIn = (path: string): Record<string, string> =>
  Object.fromEntries(
    ((parse(readFileSync(join(root, path), 'utf8')) as Kustomization).configMapGenerator ?? [])
      .flatMap(({ literals }) => literals)
      .map((literal) => [literal.slice(0, literal.indexOf('=')), literal.slice(literal.indexOf('=') + 1)] as const),
  );

/** The files themselves, which need no other tool to be read. */
export const written = (): Manifests => {
  const documents = paths('k8s/**/*.yaml')
    .filter((path) => basename(path) !== 'kustomization.yaml')
    .flatMap((path) => documentsIn(readFileSync(join(root, path), 'utf8')));
  const config: Manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'app-config' },
    // What one of the overlays adds: the base alone is reached nowhere.
    data: {
      ...settingsIn('k8s/base/kustomization.yaml'),
      ...settingsIn('k8s/overlays/production/kustomization.yaml'),
    },
  };
  return { from: 'the files', documents: [...documents, config] };
};

export const overlays = paths('k8s/overlays/*/kustomization.yaml').map((path) => path.split('/')[2] ?? '');

/** What kustomize makes of each overlay; null where there is no kubectl. Throws what kubectl says when it cannot. */
export const rendered = (): readonly Manifests[] | null => {
  const all: Manifests[] = [];
  for (const overlay of overlays) {
    const run = spawnSync('kubectl', ['kustomize', `k8s/overlays/${overlay}`], { cwd: root, encoding: 'utf8' });
    if (run.error) return null;
    if (run.status !== 0) throw new Error(`${overlay}: ${run.stderr}`);
    all.push({ from: overlay, documents: documentsIn(run.stdout) });
  }
  return all;
};

export const kindOf = ({ apiVersion, kind }: Manifest): string => `${apiVersion} ${kind}`;

/** What the compiler says of documents that are not as their kinds are: a field that no one knows, a value of another type. */
export const faultsIn = (manifests: readonly Manifests[]): string => {
  const all = manifests.flatMap(({ from, documents }) => documents.map((document) => ({ from, document })));
  const folder = mkdtempSync(join(tmpdir(), 'dentracrm-manifests-'));
  try {
    const kinds = JSON.stringify(join(root, 'infra/cluster/kinds.ts'));
    const lines = all.map(
      ({ document }, index) =>
        `export const d${index}: Kinds[${JSON.stringify(kindOf(document))}] = ${JSON.stringify(document)};\n`,
    );
    writeFileSync(join(folder, 'manifests.ts'), `import type { Kinds } from ${kinds};\n${lines.join('')}`);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      target: 'esnext',
      module: 'esnext',
      moduleResolution: 'bundler',
      types: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['manifests.ts'] }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const run = spawnSync(process.execPath, [tsc, '--project', folder, '--pretty', 'false'], { encoding: 'utf8' });
    if (run.error) throw run.error;
    return run.stdout.replaceAll(/^.*manifests\.ts\((\d+),\d+\)/gm, (_, line: string) => {
      // The first line is the import.
      const { from, document } = all[Number(line) - 2] ?? {};
      return `${from}: ${document?.kind} ${document?.metadata?.name}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
