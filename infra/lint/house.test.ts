import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root } from '#infra/local/cache-place.ts';

// [a file, what it imports, the words of the message it must get; none when it is allowed]
const cases = [
  ['shared-types/a.ts', 'node:fs', /Node does not exist in a browser/],
  ['shared-types/a.ts', '#server/b.ts', /what both sides need moves to shared-types/],
  ['shared-types/a.ts', 'express', /shared-types runs on both sides/],
  ['shared-types/a.ts', '../b.ts', /a path that climbs/],
  ['shared-types/a.ts', './b.js', /Write the extension/],
  ['shared-types/modules/leads.ts', '#shared/modules/clinics.ts', undefined],
  ['server/records/a.ts', '#client/b.ts', /what both sides need moves to shared-types/],
  ['server/records/a.ts', '#infra/local/b.ts', /the product does not know of it/],
  ['server/records/a.ts', 'solid-js', /browser package/],
  ['server/records/a.ts', '#server/modules/leads.ts', /the kernel imports no module/],
  ['server/records/a.ts', '#shared/modules/index.ts', undefined],
  ['server/tenants/a.ts', 'pg', /Only server\/database connects/],
  ['server/database/a.ts', 'pg', undefined],
  ['server/database/a.ts', '#server/tenants/b.ts', /"tenants" is above it/],
  ['server/records/a.ts', '#server/changelog/b.ts', /"changelog" is beside it/],
  ['server/records/a.ts', '#server/database/b.ts', undefined],
  ['server/database/a.ts', '#server/app.ts', /"app.ts" is above it/],
  ['server/nowhere/a.ts', '#server/database/b.ts', /on which floor "nowhere" is/],
  ['server/records/a.ts', 'socket.io', /Only live emits/],
  ['server/live/a.ts', 'socket.io', undefined],
  ['server/modules/leads/a.ts', '#server/modules/notes/b.ts', /No module imports another/],
  ['server/modules/leads.ts', './notes.ts', /No module imports another/],
  ['server/modules/leads/a.ts', './b.ts', undefined],
  ['server/modules/leads.ts', './shared-helper.ts', undefined],
  ['server/modules/leads/a.ts', '#server/records/write.ts', undefined],
  ['client/records/a.tsx', '#server/b.ts', /what both sides need moves to shared-types/],
  ['client/records/a.tsx', 'node:fs', /Node does not exist in a browser/],
  ['client/modules/calendar/a.tsx', '#client/modules/leads/b.tsx', /No module imports another/],
  ['client/modules/calendar/a.tsx', '#client/records/b.tsx', undefined],
  ['client/components/a.tsx', '#client/live/b.ts', /"live" is above it/],
  ['client/components/a.tsx', '#client/sync/b.ts', /"sync" is beside it/],
  ['client/sync/a.ts', '#client/store/b.ts', /"store" is above it/],
  ['client/fields/a.tsx', '#client/app/screens.tsx', /"app" is above it/],
  ['client/store/a.ts', '#client/sync/b.ts', undefined],
  ['client/testing/a.ts', '#client/live/b.ts', undefined],
] as const;

type Report = { readonly diagnostics: readonly { message: string; help?: string; filename: string }[] };

const lint = (folder: string): Report => {
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--format=json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return JSON.parse(stdout) as Report;
};

test('every boundary of the house is guarded, with a sentence that says where the thing belongs', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dentracrm-lint-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const file of ['oxlint.config.ts', 'infra/lint/house.mjs', 'infra/lint/floors.ts']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  mkdirSync(join(folder, 'shared-types/modules'), { recursive: true });
  writeFileSync(join(folder, 'shared-types/modules/notes.ts'), '');
  // One run over all of them, each under a name of its own: starting the linter takes longer than linting.
  const named = cases.map(([file, source, message], index) => {
    const path = file.replace(/(\.tsx?)$/, `-${index}$1`);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `import { thing } from '${source}';\nexport const used = thing;\n`);
    return { path, source, message };
  });
  const { diagnostics } = lint(folder);
  for (const { path, source, message } of named) {
    const said = diagnostics
      .filter(({ filename }) => filename === path)
      .map((one) => `${one.message} ${one.help ?? ''}`);
    if (message) assert.match(said.join('\n'), message, `${path} imports ${source}`);
    else assert.deepEqual(said, [], `${path} imports ${source}`);
  }
});
