import { defineConfig } from 'oxlint';

// An override replaces the rule it names, so every list below repeats what it still wants.
type Ban = { regex: string; message: string; allowTypeImports?: boolean };
const ban = (...patterns: Ban[]) => ({ 'no-restricted-imports': ['error', { patterns }] as const });

const parents: Ban = {
  regex: '^\\.\\.(/|$)|/\\.\\./',
  message:
    'Import ./sibling.ts or #shared/…, #server/…, #client/…, #infra/…: a path that climbs breaks when its file moves.',
};
const noNode: Ban = {
  regex: '^node:|^(fs|path|os|crypto|events|stream|buffer|util|url|http|net|child_process)(/|$)',
  message: 'Node does not exist in a browser: what needs it belongs in server/ or infra/.',
};
const noServer: Ban = {
  regex: '^#server/',
  message: 'client → shared-types ← server: what both sides need moves to shared-types.',
};
const noClient: Ban = {
  regex: '^#client/',
  message: 'client → shared-types ← server: what both sides need moves to shared-types.',
};
const noInfra: Ban = {
  regex: '^#infra/',
  message: 'infra starts and ships the product; the product does not know of it.',
};
const clientPackages: Ban = {
  regex: '^(solid-js|@solidjs/|@kobalte/|@tanstack/|lucide-solid|socket\\.io-client|vite)',
  message: 'This is a browser package, and the production image does not install it.',
};
const serverPackages: Ban = {
  regex:
    '^(pg|express|ioredis|socket\\.io|jsonwebtoken|pino|helmet|@mikro-orm/.*|@node-rs/.*|@socket\\.io/.*|csv-parse|csv-stringify)(/|$)',
  message: 'This package belongs to the server.',
};
const onlyDatabaseConnects: Ban = {
  regex: '^(pg|@mikro-orm/(postgresql|migrations))(/|$)',
  message: 'Only server/database connects to PostgreSQL: ask server/tenants for the database that is meant.',
  allowTypeImports: true,
};
const onlyLiveEmits: Ban = {
  regex: '^(socket\\.io|@socket\\.io/.*)$',
  message: 'Only live emits: announce the change, and server/live carries it.',
  allowTypeImports: true,
};

const everywhere = [parents];
const server = [...everywhere, noClient, noInfra, clientPackages];

export default defineConfig({
  plugins: ['eslint', 'typescript', 'import', 'unicorn', 'oxc', 'promise', 'node'],
  jsPlugins: ['eslint-plugin-solid', './infra/lint/house.mjs'],
  categories: { correctness: 'error' },
  ignorePatterns: ['client/dist/**', 'node_modules/**', '.data/**'],
  rules: {
    ...ban(...everywhere),
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'oxc/no-barrel-file': 'off',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-empty': 'error',
    'no-console': 'off',
    'prefer-const': 'error',
    'node/no-process-env': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: false }],
    'typescript/await-thenable': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    'typescript/no-base-to-string': [
      'error',
      { ignoredTypeNames: ['Error', 'RegExp', 'URL', 'URLSearchParams', 'File'] },
    ],
    'typescript/restrict-template-expressions': 'off',
    'typescript/unbound-method': 'off',
    'unicorn/prefer-node-protocol': 'error',
    // NUL and friends are refused on purpose: PostgreSQL cannot hold them.
    'no-control-regex': 'off',
    // Reports copies that are made because the loop changes what it walks over.
    'unicorn/no-useless-spread': 'off',
    // Reports `let element!: HTMLDivElement` that a Solid `ref` assigns.
    'no-unassigned-vars': 'off',
    'house/only-from-below': 'error',
    'house/own-module': 'error',
    'house/written-extension': 'error',
    'house/kernel-knows-no-module': 'error',
    'house/neutral-packages': 'error',
  },
  overrides: [
    {
      files: ['shared-types/**/*.ts'],
      rules: ban(...everywhere, noNode, noServer, noClient, noInfra),
    },
    {
      files: ['server/**/*.ts'],
      rules: ban(...server, onlyDatabaseConnects, onlyLiveEmits),
    },
    // From here on: who may do what the others may not.
    { files: ['server/live/**/*.ts'], rules: ban(...server, onlyDatabaseConnects) },
    {
      files: ['server/database/**/*.ts'],
      rules: ban(...server, onlyLiveEmits),
    },
    {
      files: ['client/**/*.{ts,tsx}'],
      rules: ban(...everywhere, noNode, noServer, noInfra, serverPackages),
    },
    {
      files: ['client/**/*.tsx'],
      rules: {
        // The reads of the live client track what they are given, as create… functions do.
        'solid/reactivity': ['error', { customReactiveFunctions: ['list', 'record', 'facets', 'activity', 'count'] }],
        'solid/no-destructure': 'error',
        'solid/components-return-once': 'error',
        'solid/event-handlers': 'error',
        'solid/prefer-for': 'error',
        'solid/no-react-specific-props': 'error',
        'solid/no-react-deps': 'error',
        'solid/no-innerhtml': 'error',
        'solid/jsx-no-script-url': 'error',
        'solid/jsx-no-duplicate-props': 'error',
        'solid/no-unknown-namespaces': 'error',
        'solid/style-prop': 'error',
        'solid/self-closing-comp': 'error',
      },
    },
    {
      // Tests and tools look at everything, and a table of cases is allowed to be long.
      files: ['shared-types/**/*.test.ts', 'server/**/*.test.ts', 'server/testing/**/*.ts', 'server/*/*-cli.ts'],
      rules: {
        ...ban(...everywhere, noClient),
        'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
      },
    },
    {
      files: ['client/**/*.test.ts', 'client/testing/**/*.ts', 'client/e2e/**/*.ts'],
      rules: {
        ...ban(...everywhere, noServer),
        'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
      },
    },
    { files: ['infra/**/*.{ts,mjs}', 'client/vite.config.ts', '*.config.ts'], rules: ban(...everywhere) },
    {
      // node:test returns a promise that its runner awaits by itself.
      files: ['**/*.test.ts'],
      rules: {
        'typescript/no-floating-promises': [
          'error',
          {
            allowForKnownSafeCalls: [
              { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
            ],
          },
        ],
      },
    },
    {
      files: [
        'server/config.ts',
        'server/testing/**',
        'infra/**',
        'client/e2e/**',
        '*.config.ts',
        'client/vite.config.ts',
      ],
      rules: { 'node/no-process-env': 'off' },
    },
    {
      files: ['*.config.ts', 'client/vite.config.ts', 'infra/lint/house.mjs', 'infra/local/e2e-setup.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
  ],
});
