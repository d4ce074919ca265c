import type { ActivityEntry } from '#shared/change.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';

export type ActivityRow = {
  readonly seq: number;
  readonly at: Date;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly command: string;
  readonly reason: string | null;
  readonly op: ActivityEntry['op'];
  readonly patch: { readonly [field: string]: unknown };
  readonly old: { readonly [field: string]: unknown };
};

/** One line of a record's history, cut to the fields that its reader sees of the record now. */
export const presentActivity = (row: ActivityRow, definition: Collection, shownRecord: AnyRecord): ActivityEntry => ({
  seq: Number(row.seq),
  at: row.at.toISOString(),
  by: row.actor_id && row.actor_name ? { id: row.actor_id, name: row.actor_name } : null,
  command: row.command,
  reason: row.reason,
  op: row.op,
  fields: Object.fromEntries(
    Object.keys(row.patch)
      .filter((name) => Object.hasOwn(definition.fields, name) && Object.hasOwn(shownRecord, name))
      .map((name) => [name, { from: row.old[name] ?? null, to: row.patch[name] ?? null }]),
  ),
});
