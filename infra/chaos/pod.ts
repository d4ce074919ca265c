import { startApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import type { Query } from '#server/database/pool.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/** Where in a commit's way a pod is to die. */
export type DeathPoint = 'before-commit' | 'during-commit' | 'before-announce' | 'after-announce';

export type PodOrder =
  | { readonly do: 'die'; readonly at: DeathPoint; readonly slug: string }
  | { readonly do: 'close' };

export type PodWord = { readonly ready: number };

/** No goodbye to anyone: what the kernel does to a process that is out of memory. */
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive');
};

/** The product has no hook for this: its own parts are wrapped from outside, in this process only. */
const dieAt = (tenant: Tenant, at: DeathPoint): void => {
  const db = tenant.db as { prepared: Query };
  const committed = tenant.committed as { announce: Tenant['committed']['announce'] };
  const { prepared } = db;
  const { announce } = committed;
  db.prepared = <Row>(sql: string, values?: readonly unknown[]): Promise<Row[]> => {
    const isCommit = sql.includes('record_changes(');
    if (isCommit && at === 'before-commit') die();
    const answer = prepared<Row>(sql, values);
    // The statement is on its way: whether it is committed is for the database to know.
    if (isCommit && at === 'during-commit') setImmediate(die);
    return answer;
  };
  committed.announce = (rows) => {
    if (rows.length > 0 && at === 'before-announce') die();
    announce(rows);
    // Let the announcement out to Redis, and perhaps the answer to its client.
    if (rows.length > 0 && at === 'after-announce') setImmediate(die);
  };
};

const app = await startApp(readConfig());

const obey = async (order: PodOrder): Promise<void> => {
  if (order.do === 'close') {
    await app.close();
    process.exit(0);
  }
  const tenant = await app.tenants.open(order.slug);
  if (tenant) dieAt(tenant, order.at);
};

process.on('message', (order: PodOrder) => void obey(order));
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: app.port } satisfies PodWord);
