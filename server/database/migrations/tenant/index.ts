import type { MigrationObject } from '@mikro-orm/core';
import { m0001 } from './0001-kernel.ts';
import { m0002 } from './0002-first-modules.ts';
import { m0003 } from './0003-oldest-leads.ts';
import { m0004 } from './0004-one-index-each-way.ts';
import { m0005 } from './0005-import-reports.ts';
import { m0006 } from './0006-owners-in-filter-indexes.ts';
import { m0007 } from './0007-teams.ts';
import { m0008 } from './0008-import-files.ts';
import { m0009 } from './0009-add-deals-tasks-items.ts';
import { m0010 } from './0010-open-deals-and-tasks-first.ts';
import { m0011 } from './0011-teams-of-tasks.ts';
import { m0012 } from './0012-commands-over-several-records.ts';
import { m0013 } from './0013-reactions.ts';
import { m0014 } from './0014-notifications.ts';
import { m0015 } from './0015-add-catalog.ts';
import { m0016 } from './0016-choices-in-a-tenants-order.ts';
import { m0017 } from './0017-add-subtasks.ts';
import { m0018 } from './0018-count-notifications.ts';
import { m0019 } from './0019-readers-of-the-tailoring.ts';
import { m0020 } from './0020-columns-of-imports.ts';
import { m0021 } from './0021-record-changes-in-one-call.ts';
import { m0022 } from './0022-imports-that-ask.ts';
import { m0023 } from './0023-sorted-as-people-look.ts';
import { m0024 } from './0024-find-names-as-people-write-them.ts';
import { m0025 } from './0025-names-of-imported-files.ts';
import { m0026 } from './0026-contact-attempts.ts';
import { m0027 } from './0027-records-that-belong-together.ts';
import { m0028 } from './0028-index-what-points.ts';
import { m0029 } from './0029-say-nothing-twice.ts';
import { m0030 } from './0030-mail.ts';
import { m0031 } from './0031-invitations.ts';
import { m0032 } from './0032-what-people-may.ts';
import { m0033 } from './0033-add-looks-names-and-hours.ts';
import { m0034 } from './0034-where-sessions-are-used.ts';
import { m0035 } from './0035-second-factor.ts';
import { m0040 } from './0040-add-notes.ts';

/** What a tenant's database went through, in order. `npm run migration -- name` adds to it. */
export const tenantMigrations: readonly MigrationObject[] = [
  // The names are in every tenant's ledger: none changes, none goes.
  m0001,
  m0002,
  m0003,
  m0004,
  m0005,
  m0006,
  m0007,
  m0008,
  m0009,
  m0010,
  m0011,
  m0012,
  m0013,
  m0014,
  m0015,
  m0016,
  m0017,
  m0018,
  m0019,
  m0020,
  m0021,
  m0022,
  m0023,
  m0024,
  m0025,
  m0026,
  m0027,
  m0028,
  m0029,
  m0030,
  m0031,
  m0032,
  m0033,
  m0034,
  m0035,
  m0040,
];
