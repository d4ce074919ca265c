import type { ActivityEntry } from '#shared/protocol.ts';
import { fieldEntries, type AnyRecord, type Collection } from '#shared/collection.ts';

export type ActivityRow = {
  readonly seq: number;
  readonly mid: string;
  readonly group_id: string | null;
  readonly at: string;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly command: string;
  readonly reason: string | null;
  readonly op: ActivityEntry['op'];
  readonly patch: { readonly [field: string]: unknown };
  readonly old: { readonly [field: string]: unknown };
  /** Whether the record was, and is, where its reader sees. */
  readonly was_seen: boolean;
  readonly is_seen: boolean;
};

/**
 * One line of a record's history, cut to the fields that its reader sees of the record now, and to the side of a move
 * on which they saw it. Nothing at all when it is about hidden fields only: that it happened is hidden too.
 */
export const presentActivity = (row: ActivityRow, definition: Collection, shownRecord: AnyRecord): ActivityEntry[] => {
  const touched = Object.keys(row.patch).filter((name) => Object.hasOwn(definition.fields, name));
  const names = touched.filter((name) => Object.hasOwn(shownRecord, name));
  // The same where it is about fields that the tenant has retired since.
  if (names.length === 0 && (touched.length > 0 || row.op === 'update')) return [];
  // A reason may speak of what is hidden.
  const seesAll = fieldEntries(definition).every(([name]) => Object.hasOwn(shownRecord, name));
  return [
    {
      seq: Number(row.seq),
      mid: row.mid,
      group: row.group_id,
      at: row.at,
      by: row.actor_id && row.actor_name ? { id: row.actor_id, name: row.actor_name } : null,
      command: row.command,
      reason: seesAll ? row.reason : null,
      op: row.op,
      fields: Object.fromEntries(
        names.map((name) => [
          name,
          {
            ...(row.was_seen ? { from: row.old[name] ?? null } : {}),
            ...(row.is_seen ? { to: row.patch[name] ?? null } : {}),
          },
        ]),
      ),
    },
  ];
};
