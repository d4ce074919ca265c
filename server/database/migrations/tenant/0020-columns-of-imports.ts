import { migration } from '#server/database/migrations/migration.ts';

export const m0020 = migration('0020-columns-of-imports', [`alter table "import_jobs" add "columns" jsonb null`]);
