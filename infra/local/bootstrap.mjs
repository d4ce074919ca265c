// Runs before every npm script, on whatever Node the machine has (18 or newer): plain builtins only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.installed-from');
const packagedNode = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const neededNode = 24;

const say = (line) => process.stdout.write(`${line}\n`);

const fail = (line) => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const wantedStamp = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');

/** What npm says it installed: someone who ran `npm install` by hand need not wait for it a second time. */
const alreadyInstalled = () => {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  const found = readJson(record).packages;
  const missing = Object.entries(wanted).some(([path, entry]) => {
    if (path === '' || found[path]?.version === entry.version) return false;
    return found[path] !== undefined || !(entry.optional || entry.devOptional);
  });
  const needsNode = `node_modules/node-${process.platform}-${process.arch}` in wanted;
  return !missing && Object.keys(found).every((path) => path in wanted) && (!needsNode || existsSync(packagedNode));
};

const install = () => {
  say('Installing packages (first time, about a minute) …');
  const env = Object.fromEntries(
    // The outer npm describes its own command in these, and the inner one would believe it.
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|command|execpath|node_execpath)/.test(name),
    ),
  );
  const npm = process.env.npm_execpath;
  const [command, before] = npm ? [process.execPath, [npm]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(command, [...before, ...flags], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: !npm && process.platform === 'win32',
  });
  if (done.error) fail(`npm could not be started: ${done.error.message}`);
  if (done.status !== 0) fail('The packages could not be installed: npm says why above. Nothing was started.');
};

const checkNode = () => {
  const own = Number(process.versions.node.split('.')[0]);
  if (existsSync(packagedNode)) {
    const runs = spawnSync(packagedNode, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
    if (runs.status === 0) return;
    // A Linux without glibc: the packaged Node cannot run there and must not stand before a good one.
    if (own >= neededNode) return rmSync(packagedNode);
  }
  if (own >= neededNode) return undefined;
  return fail(
    `DentraCRM needs Node ${neededNode} or newer, and brings one for Linux and Windows only: ` +
      `this is Node ${process.versions.node} on ${process.platform}. Install Node ${neededNode} and run the command again.`,
  );
};

const stamp = wantedStamp();
const installed = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
if (!installed) {
  if (!alreadyInstalled()) install();
  checkNode();
  writeFileSync(stampFile, stamp);
}
