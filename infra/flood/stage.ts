import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { v7 } from 'uuid';
import { startChild, type Child } from '#infra/bench/children.ts';
import { openSocket } from '#infra/bench/light-socket.ts';
import { prepare, type Prepared } from '#infra/bench/prepare.ts';
import { ownPostgres, type Ending } from '#infra/chaos/services.ts';
import { testFolder } from '#infra/local/leftovers.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import { readConfig, type Config } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import { openTenantPool } from '#server/tenants/tenant-pool.ts';
import type { EndOfLog } from './floods.ts';

/** A pod with a franchise of some size on it, and the people who will flood it. */
export type Stage = {
  readonly pod: Child;
  readonly port: number;
  readonly slug: string;
  /** Someone at work in a clinic of their own. */
  readonly colleague: { readonly token: string; readonly leadIds: readonly string[] };
  readonly attackers: readonly string[];
  /** Those who come back after a deploy. */
  readonly returning: readonly string[];
  readonly endedToken: string;
  /** Leads that the attackers may change. */
  readonly theirLeadIds: readonly string[];
};

const slug = 'flood';
const people = { attackers: 10, returning: 200 };
/** Changes in the log, for those who catch up. */
const changes = 5_000;

export const setStage = async (ending: Ending, leads: number): Promise<Stage> => {
  const postgres = await ownPostgres(ending);
  const dataDir = testFolder();
  ending.after(async () => rmSync(dataDir, { recursive: true, force: true }));
  const env = {
    DATABASE_URL: postgres.url,
    DATABASE_NAME: 'flood',
    DATA_DIR: dataDir,
    JWT_SECRET: randomBytes(32).toString('hex'),
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'error',
    ACCESS_TOKEN_SECONDS: '86400',
  };
  const config = readConfig(env);
  const order = { slug, leads, admins: people.returning, staff: people.attackers + 2 };
  const prepared = await prepare(config, order);
  const [colleague = '', endedToken = '', ...attackers] = prepared.staff;
  const { mine, theirs } = await fillLog(config, prepared);
  const pod = await startChild(import.meta.resolve('../bench/own-server.ts'), { env, flags: ['--expose-gc'] });
  ending.after(() => pod.stop());
  const port = await pod.ask<number>('port');
  await fetch(`http://127.0.0.1:${port}/${slug}/api/v1/auth/logout`, {
    method: 'POST',
    headers: { authorization: `Bearer ${endedToken}` },
  });
  return {
    pod,
    port,
    slug,
    colleague: { token: colleague, leadIds: mine },
    attackers,
    returning: prepared.admins,
    endedToken,
    theirLeadIds: theirs,
  };
};

/** Where the log is now, as a connection is told when it begins. */
export const endOfLog = async ({ port, slug, returning }: Stage): Promise<EndOfLog> => {
  const welcomed = Promise.withResolvers<EndOfLog>();
  const onEvent = (packet: string): void => {
    const [event, welcome] = JSON.parse(packet.slice(2)) as [string, EndOfLog];
    if (event === 'welcome') welcomed.resolve(welcome);
  };
  const socket = await openSocket({ port, path: `/${slug}/socket.io/`, token: returning[0] ?? '', onEvent });
  const { epoch, seq } = await welcomed.promise;
  socket.close();
  return { epoch, seq };
};

/** Changes leads, so that there is something to catch up with. Gives leads of the colleague's clinic, and of the others. */
const fillLog = async (config: Config, { clinicIds }: Prepared): Promise<{ mine: string[]; theirs: string[] }> => {
  const tenants = await openTenantPool({ config, log: createLog(config.logLevel) });
  try {
    const tenant = await tenants.open(slug);
    if (!tenant) throw new Error(`${slug} cannot be opened`);
    const rows = await tenant.db.query<{ id: string; clinic_id: string }>(
      `select id, clinic_id from leads where status = 'attempting' and clinic_id is not null order by id limit 3000`,
    );
    for (let from = 0; from < changes; from += 200) {
      const mutations = Array.from({ length: 200 }, (_, i) => ({
        mid: v7(),
        name: 'leads.update',
        args: { id: rows[(from + i) % rows.length]?.id, patch: { nextAction: `Ask again, ${from + i}` } },
      }));
      for (const answer of await enqueueMany(tenant, { kind: 'system', name: 'flood' }, mutations))
        if (!answer.ok) throw new Error(`the log is not filled: ${JSON.stringify(answer)}`);
    }
    const [first] = clinicIds;
    return {
      mine: rows.filter((row) => row.clinic_id === first).map(({ id }) => id),
      theirs: rows.filter((row) => row.clinic_id === clinicIds[2]).map(({ id }) => id),
    };
  } finally {
    await tenants.close();
  }
};
