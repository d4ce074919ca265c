import { migration } from '#server/database/migrations/migration.ts';

export const p0002 = migration('0002-currency', [`alter table "tenants" add "currency" text not null default 'INR'`]);
