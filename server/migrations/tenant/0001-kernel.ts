import { migration } from '#server/migrations/migration.ts';
import { recordChanges } from './kernel-functions.ts';

/** What is not a table: the search index's extension and the function that ends every batch of mutations. */
export const m0001 = migration('0001-kernel', ['create extension if not exists pg_trgm', recordChanges]);
