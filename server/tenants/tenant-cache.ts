import { reportDefect, type Log } from '#server/log.ts';
import type { Database } from '#server/database/connection.ts';
import { isConnectionError } from '#server/database/errors.ts';
import { findRegistered, slugProblem, type Registered } from './registry.ts';
import { singleFlight } from './single-flight.ts';

/** The registry as a pod sees it: a few seconds old at most, so that a new tenant needs no restart and a suspended one stops soon. */
export type TenantCache = {
  readonly find: (slug: string) => Promise<Registered | null>;
  /** The next `find` asks the database again. */
  readonly forget: (slug: string) => void;
};

type Known = { readonly at: number; readonly registered: Registered | null };

/** In milliseconds; who is kept out now may be let in at any moment. */
const believed = { served: 3_000, notServed: 1_000 };

const isFresh = ({ at, registered }: Known): boolean =>
  performance.now() - at < (registered?.info.status === 'active' ? believed.served : believed.notServed);

export const createTenantCache = (platform: Database, log: Log): TenantCache => {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Registered | null>>();

  // An answer that was under way when someone forgot may be from before the change that made them forget.
  let forgotten = 0;

  const keep = (slug: string, registered: Registered | null, since: number): Registered | null => {
    if (since !== forgotten) return registered;
    // A client that tries one name after the other must not fill the memory.
    if (known.size > 2_000) known.clear();
    known.set(slug, { at: performance.now(), registered });
    return registered;
  };

  const ask = async (slug: string): Promise<Registered | null> => {
    const since = forgotten;
    try {
      return keep(slug, await findRegistered(platform, slug), since);
    } catch (error) {
      const last = known.get(slug)?.registered;
      if (!last) throw error;
      // Tenants that were being served stay served while the platform database is away for a moment.
      if (isConnectionError(error)) log.warn({ tenant: slug }, 'registry not read');
      else reportDefect(log, error, 'tenant registry');
      return keep(slug, last, since);
    }
  };

  return {
    forget: (slug) => {
      forgotten += 1;
      known.delete(slug);
      asking.delete(slug);
    },
    find: async (slug) => {
      if (slugProblem(slug)) return null;
      const last = known.get(slug);
      if (last && isFresh(last)) return last.registered;
      return singleFlight(asking, slug, () => ask(slug));
    },
  };
};
