import type { MigrationObject } from '@mikro-orm/core';
import { p0001 } from './0001-registry.ts';
import { p0002 } from './0002-currency.ts';
import { p0003 } from './0003-tenant-activity.ts';
import { p0004 } from './0004-where-sessions-are-used.ts';
import { p0005 } from './0005-second-factor.ts';

/** What the platform's database went through, in order. */
export const platformMigrations: readonly MigrationObject[] = [p0001, p0002, p0003, p0004, p0005];
