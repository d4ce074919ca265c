import { migration } from '#server/database/migrations/migration.ts';

export const m0025 = migration('0025-names-of-imported-files', [`alter table "import_jobs" add "file_name" text null`]);
