import { reportDefect, type Log } from '#server/log.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { readFor, type Database } from '#server/database/connection.ts';
import type { Query } from '#server/database/pool.ts';
import type { Reservation } from '#server/fair-slots.ts';
import type { Activity } from './activity.ts';
import type { Registered } from './registry.ts';
import { createCatalogCache } from './catalog-cache.ts';
import { createFace } from './face.ts';
import type { PlatformPerson, Tenant } from './tenant.ts';

/** A tenant's open database, and who needs it right now. */
export type OpenTenant = {
  registered: Registered;
  /** The modules that it was prepared for, by name; null before it was. */
  preparedFor: string | null;
  /** After a preparation that failed, when the next one may begin, by `performance.now()`. */
  prepareAgainAt: number;
  readonly tenant: Tenant;
  readonly refCounts: RefCounts;
  readonly close: () => Promise<void>;
};

type RefCounts = { listeners: number; holders: number; statements: number; lastAt: number };

/** Whether it has been unused for `grace` milliseconds. */
export const isIdle = ({ refCounts: use }: OpenTenant, grace: number): boolean =>
  use.listeners + use.holders + use.statements === 0 && performance.now() - use.lastAt >= grace;

type Surroundings = {
  readonly platform: Database;
  readonly log: Log;
  readonly activity: Activity;
  readonly listeners: ReadonlySet<CommittedListener>;
};

/** Hears what is committed here, whichever tenant's it is. */
export type CommittedListener = (tenantId: string, rows: readonly LogRow[]) => void;

export const openTenant = (
  registered: Registered,
  db: Database,
  { platform, log, activity, listeners }: Surroundings,
): OpenTenant => {
  const use: RefCounts = { listeners: 0, holders: 0, statements: 0, lastAt: performance.now() };
  const tenantLog = log.child({ tenant: registered.info.slug });
  const ownDb = counted(db, use);
  const catalogs = createCatalogCache(db, () => entry.registered.info.modules);
  const face = createFace(platform, tenantLog);
  /** This tenant, reading by another way. What it gives is otherwise asked of it each time. */
  const reading = (read: Query): Tenant =>
    Object.create(entry.tenant, { db: { value: { ...ownDb, read }, enumerable: true } }) as Tenant;
  let slotted: Tenant | null = null;
  const inTurn = async <T>({ granted }: Reservation, work: (slotted: Tenant) => Promise<T>): Promise<T> => {
    const end = await granted;
    try {
      return await work((slotted ??= reading(ownDb.slottedRead)));
    } finally {
      end();
    }
  };
  const entry: OpenTenant = {
    registered,
    preparedFor: null,
    prepareAgainAt: 0,
    refCounts: use,
    close: db.close,
    tenant: {
      // Read each time: a change of plan or name reaches callers that have held the tenant for hours.
      get info() {
        return face.of(entry.registered.info, catalogs.current());
      },
      get catalog() {
        return catalogs.current();
      },
      catalogs,
      db: ownDb,
      readingAs: (person) => reading(readFor(ownDb.slots, ownDb.slottedRead, person)),
      inTurn: (person, work) => inTurn(ownDb.slots.reserve([person]), work),
      reserve: (people) => {
        const reservation = ownDb.slots.reserve(people);
        return { join: reservation.join, run: (work) => inTurn(reservation, work) };
      },
      log: tenantLog,
      platformPerson: async (id) => {
        const [person] = await platform.prepared<PlatformPerson>(
          'select id, name, email from platform_users where id = $1 and is_active',
          [id],
        );
        return person ?? null;
      },
      markActive: () => activity.mark(registered.info.id),
      committed: createHub(use, tenantLog, (rows) => {
        // What another process committed before it, and this one has not heard of, is read with the next look.
        catalogs.apply(rows);
        listeners.forEach((listener) => listener(registered.info.id, rows));
      }),
    },
  };
  return entry;
};

const createHub = (use: RefCounts, log: Log, tellAll: (rows: readonly LogRow[]) => void): Tenant['committed'] => {
  const listeners = new Set<(rows: readonly LogRow[]) => void>();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      use.listeners = listeners.size;
      return () => {
        listeners.delete(listener);
        use.listeners = listeners.size;
        use.lastAt = performance.now();
      };
    },
    announce: (rows) => {
      for (const listener of [...listeners, tellAll]) {
        try {
          listener(rows);
        } catch (error) {
          // The rows are committed: one listener's defect is no reason for the next not to hear of them.
          reportDefect(log, error, 'committed');
        }
      }
    },
  };
};

/** The same database, counting the statements under way. */
const counted = (db: Database, use: RefCounts): Database => {
  const during = <T>(work: Promise<T>): Promise<T> => {
    use.statements += 1;
    return work.finally(() => {
      use.statements -= 1;
      use.lastAt = performance.now();
    });
  };
  const query: Query = (sql, values) => during(db.query(sql, values));
  const prepared: Query = (sql, values) => during(db.prepared(sql, values));
  const read: Query = (sql, values) => during(db.read(sql, values));
  const slottedRead: Query = (sql, values) => during(db.slottedRead(sql, values));
  return {
    orm: db.orm,
    query,
    prepared,
    read,
    slottedRead,
    slots: db.slots,
    transaction: (work, mode) => during(db.transaction(work, mode)),
    entities: (work) => during(db.entities(work)),
    migrate: db.migrate,
    close: db.close,
  };
};
