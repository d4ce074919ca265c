import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '#infra/local/postgres.ts';
import { createLog } from '#server/log.ts';
import { tenantMigrations } from './migrations/tenant/index.ts';
import { drift } from './drift.ts';
import { tenantEntities } from './schema.ts';
import { openDatabase } from './connection.ts';

/**
 * `npm run migration -- add-deals`: writes the migration from what the existing ones make to what the definitions say.
 */
const folder = join(import.meta.dirname, 'migrations/tenant');

const write = (name: string, statements: readonly string[]): string => {
  const number = String(tenantMigrations.length + 1).padStart(4, '0');
  const file = `${number}-${name}`;
  const constant = `m${number}`;
  writeFileSync(
    join(folder, `${file}.ts`),
    `import { migration } from '#server/database/migrations/migration.ts';\n\nexport const ${constant} = migration('${file}', [\n${statements.map((sql) => `  \`${sql.replaceAll(/[\\`$]/g, String.raw`\$&`)}\`,\n`).join('')}]);\n`,
  );
  const index = join(folder, 'index.ts');
  const text = readFileSync(index, 'utf8');
  const last = text.lastIndexOf('import ');
  const lineEnd = text.indexOf('\n', last) + 1;
  writeFileSync(
    index,
    `${text.slice(0, lineEnd)}import { ${constant} } from './${file}.ts';\n${text.slice(lineEnd)}`.replace(
      /\];\s*$/,
      `  ${constant},\n];\n`,
    ),
  );
  return file;
};

const run = async (): Promise<void> => {
  const name = process.argv[2] ?? '';
  if (!/^[a-z][a-z0-9-]{2,60}$/.test(name))
    throw new Error('Name the migration in kebab-case: npm run migration -- add-deals');
  const dataDir = mkdtempSync(join(tmpdir(), 'dentracrm-migration-'));
  const postgres = await startPostgres({ dataDir, durable: false });
  try {
    const database = await openDatabase({
      url: postgres.url,
      entities: tenantEntities,
      migrations: tenantMigrations,
      poolSize: 2,
      log: createLog('warn'),
    });
    await database.migrate();
    const statements = await drift(database);
    await database.close();
    if (statements.length === 0)
      process.stdout.write('Nothing to migrate: the definitions and the migrations agree.\n');
    else
      process.stdout.write(
        `Written: server/database/migrations/tenant/${write(name, statements)}.ts. Read it before you commit it.\n`,
      );
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

await run();
