import { defineEntity, p } from '@mikro-orm/postgresql';

/**
 * What proves who someone is. Beside the records, never part of one: no list, export or live change can hold it.
 * The platform's database has the same two tables for the platform's own people.
 */
export const Credential = defineEntity({
  name: 'Credential',
  tableName: 'credentials',
  properties: {
    userId: p.uuid().primary(),
    passwordHash: p.text(),
    updatedAt: p.datetime(3),
  },
});

/** The second factor: what an authenticator app makes its codes of. Without `confirmedAt` none was typed yet, and none counts. */
export const SecondFactor = defineEntity({
  name: 'SecondFactor',
  tableName: 'second_factors',
  properties: {
    userId: p.uuid().primary(),
    /** Encrypted: the server makes the same codes. */
    sealedSecret: p.text(),
    confirmedAt: p.datetime(3).nullable(),
    /** The half minute of the last code that was taken: that one and those before it are used up. */
    lastStep: p.integer().nullable(),
    createdAt: p.datetime(3),
  },
});

/** Codes for a person who has lost the phone. Each works once. */
export const RecoveryCode = defineEntity({
  name: 'RecoveryCode',
  tableName: 'recovery_codes',
  primaryKeys: ['userId', 'codeHash'],
  properties: { userId: p.uuid().primary(), codeHash: p.text().primary(), usedAt: p.datetime(3).nullable() },
});

/** A signed-in browser. Its refresh token changes at every use; an old one coming back ends the session. */
export const Session = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid().index('sessions_user_id'),
    /** SHA-256 of the token in force, and of the one before it. */
    refreshHash: p.text(),
    previousHash: p.text().nullable(),
    rotatedAt: p.datetime(3),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3),
    /** Where it was last used from, as its own person is shown it: a network address, and "Chrome on Windows". */
    address: p.text().nullable(),
    device: p.text().nullable(),
    /** Which place in addresses it is for: the platform's people have sessions at tenants as well. */
    segment: p.text().nullable(),
    endedAt: p.datetime(3).nullable(),
    /** Its person came in with the password alone, to set up the second factor that is asked of them, and for nothing else. */
    setUpOnly: p.boolean().defaultRaw('false'),
    // By the database's clock, which all pods share. Read where asked for by name.
    alive: p
      .boolean()
      .formula((columns) => `(${columns.endedAt} is null and ${columns.expiresAt} > now())`)
      .lazy(),
    /** Whether its token was changed within the grace of two tabs, and of answers that got lost. */
    justRotated: p
      .boolean()
      .formula((columns) => `(${columns.rotatedAt} > now() - interval '10 seconds')`)
      .lazy(),
  },
});

/**
 * A link that lets its holder choose a password, once: an invitation, or a new password for one that was forgotten. An
 * invitation is good only as long as its person's record says the same moment as it does.
 */
export const AccountLink = defineEntity({
  name: 'AccountLink',
  tableName: 'account_links',
  properties: {
    id: p.uuid().primary(),
    /** `invite` or `reset`. */
    kind: p.text(),
    userId: p.uuid().index('account_links_user_id'),
    /** SHA-256 of the token. */
    tokenHash: p.text().unique('account_links_token_hash'),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3),
    usedAt: p.datetime(3).nullable(),
    /** When a newer one took its place. */
    replacedAt: p.datetime(3).nullable(),
    hasExpired: p
      .boolean()
      .formula((columns) => `(${columns.expiresAt} <= now())`)
      .lazy(),
  },
});

/** Someone said that they forgot a password: whether there is such a person is looked at after they were answered. */
export const PasswordRequest = defineEntity({
  name: 'PasswordRequest',
  tableName: 'password_requests',
  properties: { id: p.uuid().primary(), email: p.text(), createdAt: p.datetime(3) },
});

/** The registry: what a pod needs to serve a tenant. */
export const TenantRow = defineEntity({
  name: 'TenantRow',
  tableName: 'tenants',
  properties: {
    id: p.uuid().primary(),
    slug: p.text().unique('tenants_slug'),
    name: p.text(),
    timeZone: p.text(),
    accent: p.text(),
    /** What money is in where nothing else says so. */
    currency: p.text().defaultRaw(`'INR'`),
    plan: p.text(),
    /** What kind of business it is: its modules follow from that. */
    suite: p.text(),
    /** The name of its database in the platform's cluster. */
    databaseName: p.text(),
    status: p.text(),
    createdAt: p.datetime(3),
  },
});

/** When something was last about to be written in a tenant, and when its log was last looked at. */
export const TenantActivity = defineEntity({
  name: 'TenantActivity',
  tableName: 'tenant_activity',
  properties: { tenantId: p.uuid().primary(), activeAt: p.datetime(3), lookedAt: p.datetime(3).nullable() },
});

/** The people who run the platform. */
export const PlatformUser = defineEntity({
  name: 'PlatformUser',
  tableName: 'platform_users',
  properties: {
    id: p.uuid().primary(),
    email: p.text().unique('platform_users_email'),
    name: p.text(),
    isActive: p.boolean(),
    createdAt: p.datetime(3),
  },
});
