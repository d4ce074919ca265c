import { migration } from '#server/database/migrations/migration.ts';

/** In which tenants something may have been written that no reaction has looked at yet. */
export const p0003 = migration('0003-tenant-activity', [
  `create table "tenant_activity" ("tenant_id" uuid not null, "active_at" timestamptz(3) not null, "looked_at" timestamptz(3) null, primary key ("tenant_id"))`,
]);
