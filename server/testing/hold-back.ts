import type { Query } from '#server/database/pool.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/** Holds back the database's answers to some statements, so that what happens meanwhile can be arranged. */
export const holdBack = async (tenant: Tenant, which: RegExp, times = 1) => {
  // What a socket asks is read in its person's turn.
  const inTurn = await tenant.inTurn('test', ({ db }) => Promise.resolve(db));
  const arrived = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  let left = times;
  const held =
    (ask: Query): Query =>
    async <Row>(sql: string, values?: readonly unknown[]): Promise<Row[]> => {
      const rows = await ask<Row>(sql, values);
      if (which.test(sql) && left > 0) {
        left -= 1;
        arrived.resolve();
        await gate.promise;
      }
      return rows;
    };
  for (const db of [tenant.db, inTurn]) {
    const { query, prepared, read } = db;
    Object.assign(db, { query: held(query), prepared: held(prepared), read: held(read) });
  }
  return { arrived: arrived.promise, letGo: () => gate.resolve() };
};
