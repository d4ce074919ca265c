import { migration } from '#server/database/migrations/migration.ts';
import { recordChanges } from './kernel-functions.ts';

/** PostgreSQL's default is for spinning disks; with it a search through a few thousand leads would not use its index. */
const solidState = `do $$ begin execute format('alter database %I set random_page_cost = 1.1', current_database()); end $$`;

/** What is not a table: the search index's extension, the disk's price, the function that ends a batch of mutations. */
export const m0001 = migration('0001-kernel', ['create extension if not exists pg_trgm', solidState, recordChanges]);
