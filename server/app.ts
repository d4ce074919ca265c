import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Refusal } from '#shared/refusal.ts';
import { whenIdle } from '#server/commands/enqueue.ts';
import type { Config } from './config.ts';
import { ensureTailoring } from './control-plane/ensure-tailoring.ts';
import { isClosed, isConnectionError } from './database/errors.ts';
import { watchConnections } from './http/connections.ts';
import type { Visit } from './http/context.ts';
import { createHttpApp } from './http/http-app.ts';
import { countSockets, createMetrics } from './http/metrics.ts';
import { invitationReaction } from './identity/invitations.ts';
import { resetJob, type ResetJob } from './identity/password-requests.ts';
import { reactions as allReactions } from './modules/index.ts';
import { startReactions, type Reactions } from './reactions/reactions.ts';
import { retryJob, type RetryJob } from './reactions/retry.ts';
import { openJobs, type Jobs } from './jobs/jobs.ts';
import { createLive } from './live/live.ts';
import { connectPeersOnly } from './live/peers.ts';
import { createLimits } from './limits.ts';
import { createLog, reportDefect, type Log } from './log.ts';
import { startLocalMailServer } from './mail/local-server.ts';
import { createMail, type Mail } from './mail/mail.ts';
import { sendingJob } from './mail/sending.ts';
import { createMailServer, noMailServer } from './mail/smtp.ts';
import { importing } from './imports/carry-out.ts';
import { takingBack } from './imports/take-back.ts';
import { onFieldsSwitched, renewSearchText, renewedSearchText, searchText } from './maintenance/search-text.ts';
import { maintenance } from './maintenance/maintenance.ts';
import { connectRedis } from './redis.ts';
import { openTenantPool, type TenantPool } from './tenants/tenant-pool.ts';

export type App = {
  readonly url: string;
  readonly port: number;
  readonly tenants: TenantPool;
  readonly jobs: Jobs;
  readonly mail: Mail;
  readonly log: Log;
  /** Answers what was accepted, sends what is due, then lets go of everything. */
  readonly close: () => Promise<void>;
};

/** How long a request or a socket's farewell may still take once the pod has answered what it accepted, in milliseconds; then it is cut off. */
const longestRequest = 5_000;
/** A step of a shutdown that takes longer is worth a line in the log, in milliseconds. */
const longStepMs = 2_000;

/** How long the first lines of a request may take to arrive, in milliseconds. */
const headersTimeout = 10_000;
/**
 * How long a connection without a request stays open, in milliseconds: longer than proxies keep theirs (60 s), so that none of
 * them sends a request over one that is being closed here.
 */
const keepAliveTimeout = 65_000;

/** Builds one pod and starts it. Several of them on the same PostgreSQL and Redis are one product. */
export const startApp = async (config: Config): Promise<App> => {
  const log = createLog(config.logLevel);
  let started: Jobs | null = null;
  const tenants = await openTenantPool({
    config,
    log,
    prepare: async (tenant) => {
      await ensureTailoring(tenant);
      // One that is opened before the jobs are has it done at night.
      if (started) await renewSearchText(started, tenant);
    },
  });
  let draining = false;
  const metrics = createMetrics();
  const works = config.roles.includes('worker');
  const everyReaction = [...allReactions, invitationReaction(config)];
  const retry: RetryJob = retryJob(everyReaction, () => mail);
  const reset: ResetJob = resetJob(config, () => mail);
  const localMail =
    config.mail?.kind === 'local' ? await startLocalMailServer(join(config.dataDir, 'outbox'), log) : null;
  const smtpUrl = config.mail?.kind === 'smtp' ? config.mail.url : localMail?.url;
  const sending = sendingJob(config.mail && smtpUrl ? createMailServer(config.mail, smtpUrl) : noMailServer);
  const jobs = await openJobs({
    config,
    log,
    tenants,
    kinds: [importing, takingBack, maintenance, searchText, renewedSearchText, retry, sending, reset],
    registry: metrics.registry,
    works,
  });
  started = jobs;
  let port = config.port;
  const mail: Mail = createMail({
    config: config.mail,
    jobs,
    sending,
    baseUrl: () => config.publicUrl ?? `http://localhost:${port}`,
  });
  // Shares the rate limits among pods; while it is away each pod counts for itself.
  const redis = config.redisUrl ? connectRedis(config.redisUrl, log, { enableOfflineQueue: false }) : null;
  const limits = createLimits(config, redis);
  // The live part needs the HTTP server, which needs this.
  let visit: Visit = () => Promise.reject(new Refusal('UNAVAILABLE', 'This server answers nothing live. Try again.'));
  const http = createHttpApp({
    config,
    log,
    tenants,
    limits,
    metrics,
    jobs,
    mail,
    resetJob: reset,
    localMail,
    clientDir: join(import.meta.dirname, '../client/dist'),
    draining: () => draining,
    visit: (...asked) => visit(...asked),
  });
  const httpServer = createServer({ headersTimeout, keepAliveTimeout }, http);
  // The server itself forgets those that were upgraded, and still waits for them.
  const connections = watchConnections(httpServer, config);
  const reactions = works ? startReactions({ tenants, jobs, reactions: everyReaction, retry, log, mail }) : null;
  // The night's maintenance makes up for it.
  const onSearchTextMissed = (error: unknown): void => {
    if (isClosed(error) || isConnectionError(error))
      log.warn({ error: String(error) }, 'search text waits for the night');
    else reportDefect(log, error, 'search text');
  };
  tenants.onCommitted((id, rows) => {
    const tenant = tenants.opened(id);
    if (tenant) onFieldsSwitched(jobs, tenant, rows).catch(onSearchTextMissed);
  });
  const onPeerCommitted: Reactions['onCommitted'] = (id, rows) => reactions?.onCommitted(id, rows);
  const web = config.roles.includes('web')
    ? createLive({ httpServer, config, tenants, limits, log, onPeerCommitted })
    : null;
  visit = web?.visit ?? visit;
  if (web) countSockets(metrics.registry, web.sockets);
  const live = web ?? connectPeersOnly({ config, tenants, log, onCommitted: onPeerCommitted });
  await new Promise<void>((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen(config.port, config.host, resolve);
  });
  ({ port } = httpServer.address() as AddressInfo);
  let ended: Promise<void> | null = null;
  /** Says what a shutdown waits for, where that is long: a pod that is killed for it should not leave one guessing. */
  const step = async (waitsFor: string, work: Promise<void> | undefined): Promise<void> => {
    const timer = setTimeout(() => log.warn({ waitsFor }, 'still shutting down'), longStepMs);
    try {
      await work;
    } finally {
      clearTimeout(timer);
    }
  };
  const end = async (): Promise<void> => {
    draining = true;
    // Requests under way end by themselves; idle connections would keep the server open for ever.
    const stopped = new Promise<void>((resolve) => httpServer.close(() => resolve()));
    await step('reactions', reactions?.close());
    await step('jobs', jobs.close());
    await step('local mail', localMail?.close());
    await step('mutations', whenIdle());
    // A client that asks again and again on one connection, or never ends its side, would otherwise keep this pod for ever.
    const sweeping = setInterval(() => httpServer.closeIdleConnections(), 50);
    const cutting = setTimeout(connections.cut, longestRequest);
    await step('sockets', live.close());
    // What still came in while sockets were told to go elsewhere; its asker will ask again and find it answered.
    await step('late mutations', whenIdle());
    await step('requests', stopped);
    clearInterval(sweeping);
    clearTimeout(cutting);
    redis?.disconnect();
    await step('databases', tenants.close());
  };
  return {
    url: `http://localhost:${port}`,
    port,
    tenants,
    jobs,
    mail,
    log,
    // A second call, as from a second Ctrl-C, waits for the same end.
    close: () => (ended ??= end()),
  };
};
