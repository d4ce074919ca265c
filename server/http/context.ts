import type { httpEvents } from '#shared/protocol.ts';
import type { Config } from '#server/config.ts';
import type { Limits } from '#server/limits.ts';
import type { Log } from '#server/log.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { LocalMailServer } from '#server/mail/local-server.ts';
import type { ResetJob } from '#server/identity/password-requests.ts';
import type { Mail } from '#server/mail/mail.ts';
import type { Jobs } from '#server/jobs/jobs.ts';
import type { Metrics } from './metrics.ts';

/** `event` is one of those that the protocol offers over HTTP. Throws a `Refusal`. */
export type Visit = (
  tenant: Tenant,
  token: string,
  event: (typeof httpEvents)[number] | 'welcome',
  input: unknown,
) => Promise<object>;

/** What the HTTP side needs of the process that it runs in. */
export type HttpContext = {
  readonly config: Config;
  readonly log: Log;
  readonly tenants: TenantPool;
  /** Where the built client is. */
  readonly clientDir: string;
  /** Shared with the pod's sockets; without it each counts for itself. */
  readonly limits?: Limits;
  readonly metrics?: Metrics;
  readonly jobs: Jobs;
  readonly mail: Mail;
  /** What is done about a password that was forgotten. */
  readonly resetJob: ResetJob;
  /** This machine's own mail server, where mail goes to it. */
  readonly localMail?: LocalMailServer | null;
  /** Answers what a socket would be answered. */
  readonly visit?: Visit;
  /** True once the pod is on its way out: it finishes what it has, and asks for no more. */
  readonly draining?: () => boolean;
};

/** The same with everything in place: what handlers are given. */
export type Site = HttpContext & { readonly metrics: Metrics; readonly limits: Limits };
