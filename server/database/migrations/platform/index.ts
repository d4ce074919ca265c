import type { MigrationObject } from '@mikro-orm/core';
import { p0001 } from './0001-registry.ts';
import { p0002 } from './0002-currency.ts';

/** What the platform's database went through, in order. */
export const platformMigrations: readonly MigrationObject[] = [p0001, p0002];
