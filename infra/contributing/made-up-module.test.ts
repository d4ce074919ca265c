import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '#infra/local/cache-place.ts';
import { kindFiles, kindLists } from './made-up-kind.ts';

const run = promisify(execFile);

/** Everything in it has once been too much for the generators of the tests, or for the kernel. */
const visits = `import { collection } from '#shared/collection.ts';
import { choice } from '#shared/fields/choice.ts';
import { date } from '#shared/fields/date.ts';
import { links } from '#shared/fields/link.ts';
import { number } from '#shared/fields/number.ts';
import { stars } from '#shared/fields/stars.ts';
import { text } from '#shared/fields/text.ts';
import { everything, everywhere, mine } from '#shared/access.ts';
import { users } from './users.ts';

/** A made-up module: a visit to a customer. */
export const siteVisits = collection({
  name: 'siteVisits',
  label: { one: 'Site visit', many: 'Site visits' },
  suites: ['general'],
  icon: 'map-pin',
  fields: {
    visitCode: text({ label: 'Code', required: true, max: 12, search: true }),
    order: number({ label: 'Order', required: true, integer: true, min: 100, max: 900 }),
    user: choice({ label: 'User', choices: [{ value: 'select', label: 'Select' }, { value: 'from', label: 'From' }] }),
    hours: number({ label: 'Hours', min: 0.25, max: 12.5 }),
    visitors: links({ label: 'Visitors', required: true, default: [], to: () => users }),
    when: date({ label: 'When' }),
    rating: stars({ label: 'Rating' }),
  },
  title: ['visitCode'],
  scopes: [{ name: 'visiting', by: { field: 'visitors', is: 'self' } }],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: everything,
    user: { view: mine, create: mine, update: mine },
    viewer: { view: everywhere },
  },
  unique: [['visitCode'], ['order', 'user']],
  sorts: [{ label: 'Order', by: ['order'] }, { label: 'When', by: ['when', 'user'], descending: true }, { label: 'Hours', by: ['hours'] }, { label: 'Rating', by: ['rating', 'order'] }],
  filters: ['user', 'order', 'visitors', 'when', 'rating'],
  list: ['visitCode', 'order', 'user', 'hours', 'visitors', 'when'],
  form: [{ title: 'Visit', fields: ['visitCode', 'order', 'user', 'hours', 'visitors', 'when'] }],
});
`;

/** Its child: who may do what with it ends where its parent's sight ends. */
const costs = `import { collection } from '#shared/collection.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { link } from '#shared/fields/link.ts';
import { money } from '#shared/fields/number.ts';
import { text } from '#shared/fields/text.ts';
import { everything, everywhere } from '#shared/access.ts';
import { siteVisits } from './site-visits.ts';

/** A made-up child: something bought on the way. */
export const visitCosts = collection({
  name: 'visitCosts',
  label: { one: 'Cost', many: 'Costs' },
  suites: ['general'],
  icon: 'receipt',
  fields: {
    siteVisitId: link({ label: 'Visit', required: true, to: () => siteVisits, onDelete: 'cascade' }),
    what: text({ label: 'What', required: true, max: 80 }),
    amount: money({ label: 'Amount', required: true, min: 0 }),
    isRefunded: boolean({ label: 'Refunded', required: true, default: false }),
  },
  title: ['what'],
  parent: { field: 'siteVisitId', of: () => [siteVisits] },
  scopes: [],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: everything,
    user: { view: everywhere, create: everywhere, update: everywhere },
    viewer: { view: everywhere },
  },
  sorts: [{ label: 'Oldest', by: ['createdAt'] }],
  filters: ['siteVisitId'],
  list: ['what', 'amount', 'isRefunded'],
  form: [{ title: 'Cost', fields: ['siteVisitId', 'what', 'amount', 'isRefunded'] }],
});
`;

/** What a copy of the repository is made of; what is built or installed is not copied. */
const left = new Set(['.git', '.data', 'node_modules', 'test-results', 'playwright-report', 'dist']);

const copyTo = (folder: string): void => {
  for (const name of readdirSync(root).filter((entry) => !left.has(entry)))
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => !left.has(path.split(/[\\/]/).at(-1) ?? ''),
    });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
};

/** The three files of a kind, and the lines that name it. */
const addKind = (folder: string): void => {
  for (const [path, text] of Object.entries(kindFiles)) writeFileSync(join(folder, path), text);
  for (const { path, anchor, lines } of kindLists) {
    const text = readFileSync(join(folder, path), 'utf8');
    assert.match(text, anchor, `${path} looks as it did`);
    writeFileSync(join(folder, path), text.replace(anchor, lines));
  }
};

/** The definition's file, and its two lines in the list. */
const addModule = (folder: string, name: string, file: string, definition: string): void => {
  writeFileSync(join(folder, 'shared-types/modules', file), definition);
  const index = join(folder, 'shared-types/modules/index.ts');
  const text = readFileSync(index, 'utf8')
    .replace(/^(import \{ users \})/m, `import { ${name} } from './${file}';\n$1`)
    .replace(/^( {2}users,)$/m, `  ${name},\n$1`);
  assert.ok(
    text.includes(`import { ${name} }`) && text.includes(`\n  ${name},\n`),
    'the list of modules looks as it did',
  );
  writeFileSync(index, text);
};

// Without what the test that is running says of itself: a child would report to it.
const { NODE_TEST_CONTEXT: _mine, ...env } = process.env;

/** Runs a command in the copy. Fails with what it printed. */
const runIn = async (folder: string, command: string, args: readonly string[]): Promise<string> => {
  try {
    const { stdout } = await run(command, args, { cwd: folder, env, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
};

test('a module, its child and a kind of field that are added as CONTRIBUTING says pass every test of definitions', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dentracrm-contributing-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  copyTo(folder);
  addModule(folder, 'siteVisits', 'site-visits.ts', visits);
  addModule(folder, 'visitCosts', 'visit-costs.ts', costs);
  addKind(folder);

  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Without the scripts around it: they install what is missing, and would do that to the packages that are borrowed.
  const written = await runIn(folder, npm, ['run', '--ignore-scripts', 'migration', '--', 'add-site-visits']);
  assert.match(written, /Written: server\/database\/migrations\/tenant\/\d{4}-add-site-visits\.ts/);

  const pattern = '/siteVisits|visitCosts|nothing is left to migrate|are refused by name|every command of every/';
  const told = await runIn(folder, process.execPath, [
    '--test',
    `--test-name-pattern=${pattern}`,
    '--test-reporter=tap',
    'server/records/filter-sql.test.ts',
    'server/records/every-collection.test.ts',
    'server/records/definitions.test.ts',
    'server/records/stars.test.ts',
    'server/http/openapi/document.test.ts',
  ]);
  for (const ran of [
    'siteVisits: a filter finds',
    'siteVisits: what a kind says',
    'user on siteVisits',
    'visitCosts: a filter finds',
    'user on visitCosts',
    'nothing is left to migrate',
  ])
    assert.match(told, new RegExp(`^ *ok .*${ran}`, 'm'));

  // The screens take what the kind and the module say: the compiler reads all of it but their tests.
  await runIn(folder, process.execPath, [
    join('node_modules', 'typescript', 'bin', 'tsc'),
    '--build',
    'server',
    'client',
  ]);
});
