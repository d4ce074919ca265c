import type { Actor, Moment, Role } from '#shared/actor.ts';
import { dayOf } from '#shared/calendar-day.ts';
import type { Log } from '#server/log.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Database } from '#server/database/connection.ts';

/** What the platform knows about a tenant. */
export type TenantInfo = {
  readonly id: string;
  /** Its place in addresses: `/avmsmiles/`. */
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  readonly accent: string;
  /** The collections that its plan switches on. */
  readonly modules: readonly string[];
  readonly status: 'provisioning' | 'active' | 'suspended';
  readonly createdAt: string;
};

/** A tenant whose database is open in this pod. */
export type Tenant = {
  readonly info: TenantInfo;
  readonly db: Database;
  /** Names the tenant in each of its lines. */
  readonly log: Log;
  /** Someone of the platform, as its database knows them now; null when they may no longer act. */
  readonly platformPerson: (id: string) => Promise<{ readonly id: string; readonly name: string } | null>;
  /** Tells this pod's own listeners of changes that it has just committed, in the order of their numbers. */
  readonly committed: {
    readonly subscribe: (listener: (rows: readonly LogRow[]) => void) => () => void;
    readonly announce: (rows: readonly LogRow[]) => void;
  };
};

/** Whose request it is: someone of the tenant, someone of the platform, or the product itself. */
export type Principal =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'platform'; readonly id: string }
  | { readonly kind: 'system'; readonly name: string };

/** A row of the tenant's users as far as access goes. */
export type Grantee = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly clinicIds: readonly string[];
};

export const actorOf = (info: TenantInfo, { id, name, role, clinicIds }: Grantee): Actor => ({
  id,
  name,
  role,
  clinicIds,
  modules: info.modules,
});

export const momentIn = (info: TenantInfo, me: string, at = new Date()): Moment => ({
  now: at.toISOString(),
  today: dayOf(at, info.timeZone),
  timeZone: info.timeZone,
  me,
});
