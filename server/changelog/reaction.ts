import type { LogRow } from '#server/database/log-row.ts';
import type { Mail } from '#server/mail/mail.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/** What a reaction wants done. `key` tells it from the others that follow from the same change. */
export type Consequence = {
  readonly key: string;
  /** A command, such as `notifications.create`. */
  readonly name: string;
  readonly args: { readonly [name: string]: unknown };
};

/**
 * The act that a change was part of; null where it was one by itself. A group is a number that its author chose, so what
 * another person gives the same number is another act.
 */
export const actOf = ({ group, by }: Pick<LogRow, 'group' | 'by'>): string | null =>
  group === null ? null : `${group}/${by?.id ?? ''}`;

/** What follows from changes once they are committed. It may be asked about a change more than once; its consequences happen once. */
export type Reaction = {
  /** For ever: a tenant's place in its log is kept under it. */
  readonly name: string;
  /** The collections whose changes it follows. */
  readonly on: readonly string[];
  /** Where given, only changes that set one of these fields: others wake nothing, and are not even read. */
  readonly fields?: readonly string[];
  /** `mail`: for a message that follows; its id is to follow from the change, as with all that may be asked for twice. */
  readonly run: (about: {
    readonly tenant: Tenant;
    readonly change: LogRow;
    readonly mail: Mail;
  }) => Promise<readonly Consequence[]>;
  /**
   * What follows from the changes of one act together, instead of from each. It is asked again as more of the act is
   * read, or after a failure, and then with other parts of it: what it wants is to follow from the act as a whole.
   */
  readonly runAct?: (about: {
    readonly tenant: Tenant;
    readonly group: string;
    /** Those that were read now, in their order; at least one, and all of one author. */
    readonly changes: readonly LogRow[];
  }) => Promise<readonly Consequence[]>;
};

/** Whether a reaction is to be asked about a change. `readConcerning` says the same in SQL. */
export const concerns = ({ on, fields }: Pick<Reaction, 'on' | 'fields'>, { collection, patch }: LogRow): boolean =>
  on.includes(collection) && (fields === undefined || fields.some((name) => Object.hasOwn(patch, name)));
