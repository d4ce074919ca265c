import type { Actor, Moment } from '#shared/actor.ts';
import type { Catalog } from '#shared/catalog.ts';
import { dayOf } from '#shared/calendar-day.ts';
import { differencesOf } from '#shared/differences.ts';
import type { Person } from '#shared/people.ts';
import type { Log } from '#server/log.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Database } from '#server/database/connection.ts';
import type { CatalogCache } from './catalog-cache.ts';

/** What the platform knows about a tenant. */
export type TenantInfo = {
  readonly id: string;
  /** Its place in addresses: `/avmsmiles/`. */
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  readonly accent: string;
  /** The name of its logo's image; the registry does not have it. */
  readonly logo?: string | null;
  /** What money is in where nothing else says so: an ISO code. */
  readonly currency: string;
  /** The collections that its plan switches on. */
  readonly modules: readonly string[];
  readonly status: 'provisioning' | 'active' | 'suspended';
  readonly createdAt: string;
};

/** A tenant whose database is open in this pod. */
export type Tenant = {
  /** With its name, accent and time zone as its settings say, or, before it has any, as it was registered. */
  readonly info: TenantInfo;
  readonly db: Database;
  /** Its collections and commands as they are now. Read it once for whatever has to be of one piece. */
  readonly catalog: Catalog;
  readonly catalogs: CatalogCache;
  /**
   * Does what a person asked in their turn: `work` gets this tenant with `db.read` going straight to the database, one
   * statement at a time. Throws RATE_LIMITED at once where too much of theirs is waiting, UNAVAILABLE where its turn
   * does not come.
   */
  readonly inTurn: <T>(person: string, work: (slotted: Tenant) => Promise<T>) => Promise<T>;
  /** The same for a read that several people wait for; others may join them. */
  readonly reserve: (people: Iterable<string>) => Turn;
  /** This tenant as one person reads it over a long time, each statement in a turn of theirs: for an export. */
  readonly readingAs: (person: string) => Tenant;
  /** Names the tenant in each of its lines. */
  readonly log: Log;
  /** Someone of the platform, as its database knows them now; null when they may no longer act. */
  readonly platformPerson: (id: string) => Promise<PlatformPerson | null>;
  /** To be called before a commit, so that what looks after all tenants knows of it even if this pod dies. */
  readonly markActive: () => Promise<void>;
  /** Tells this pod's own listeners of changes that it has just committed. Those of two commits may come in any order. */
  readonly committed: {
    readonly subscribe: (listener: (rows: readonly LogRow[]) => void) => () => void;
    readonly announce: (rows: readonly LogRow[]) => void;
  };
};

/** A read that waits for its turn. */
export type Turn = {
  readonly join: (person: string) => void;
  readonly run: <T>(work: (slotted: Tenant) => Promise<T>) => Promise<T>;
};

export type PlatformPerson = { readonly id: string; readonly name: string; readonly email: string };

/** Who calls: someone of the tenant, someone of the platform, or the product itself. */
export type Principal =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'platform'; readonly id: string }
  | { readonly kind: 'system'; readonly name: string };

/** A principal with what they may do now: the one place where an actor is made of a person. */
export const actorOf = ({ info, catalog }: Pick<Tenant, 'info' | 'catalog'>, person: ActingPerson): Actor => {
  const { id, name, role, memberships, customRole = null, differences = [] } = person;
  const { modules } = info;
  return { id, name, role, memberships, modules, differences: differencesOf(catalog, { customRole, differences }) };
};

/** Someone as far as what they may do goes; who has no rights of their own has those of the role. */
type ActingPerson = Pick<Person, 'id' | 'name' | 'role' | 'memberships'> &
  Partial<Pick<Person, 'customRole' | 'differences'>>;

export const momentIn = (info: TenantInfo, me: string, at = new Date()): Moment => ({
  now: at.toISOString(),
  today: dayOf(at, info.timeZone),
  timeZone: info.timeZone,
  me,
});
