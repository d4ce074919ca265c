import type { Follower } from '#server/changelog/follower.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { createAccessChanges, type AccessChanges } from './access-changes.ts';
import { createCatchUpTurns, type CatchUpTurns } from './catch-up-turns.ts';
import { createMissed, type Missed } from './missed.ts';
import type { ScopeNumbers } from './scope-numbers.ts';

/** What clients need who were away. */
export type CatchUp = {
  readonly turns: CatchUpTurns;
  readonly missed: Missed;
  readonly access: AccessChanges;
  /** Told of every row, before anyone is sent it. */
  readonly onRow: (row: LogRow) => void;
  /** The log begins again, or no one follows it here any more. */
  readonly clear: () => void;
};

/** Give it a follower before the first row is handed on. */
export const createCatchUp = (tenant: Tenant, follower: Follower, numberOf: ScopeNumbers): CatchUp => {
  const turns = createCatchUpTurns(tenant);
  const access = createAccessChanges(follower, turns.reserve);
  const missed = createMissed({ tenant, follower, numberOf, reserve: turns.reserve });
  return {
    turns,
    missed,
    access,
    onRow: (row) => {
      missed.onRow(row);
      access.onRow(row);
    },
    clear: () => {
      missed.clear();
      access.clear();
    },
  };
};
