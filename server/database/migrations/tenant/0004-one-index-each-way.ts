import { migration } from '#server/database/migrations/migration.ts';

export const m0004 = migration('0004-one-index-each-way', [`drop index "leads_by_created_at"`]);
