import { defineEntity, p } from '@mikro-orm/postgresql';

export const ChangeLog = defineEntity({
  name: 'ChangeLog',
  tableName: 'change_log',
  properties: {
    seq: p.bigint().primary().autoincrement(false),
    at: p.datetime(3),
    mid: p.uuid(),
    command: p.text(),
    actorId: p.uuid().nullable(),
    actorName: p.text().nullable(),
    reason: p.text().nullable(),
    collection: p.text(),
    recordId: p.uuid(),
    version: p.integer(),
    op: p.text(),
    scopesBefore: p.type('string').columnType('text[]'),
    scopesAfter: p.type('string').columnType('text[]'),
    prevs: p.json(),
    patch: p.json(),
    old: p.json(),
    record: p.json().nullable(),
    /** Mutations of one act carry the same. */
    groupId: p.uuid().nullable(),
    cause: p.json().nullable(),
  },
  indexes: [{ name: 'change_log_of_record', properties: ['recordId', 'seq'] }],
});

export const LogHead = defineEntity({
  name: 'LogHead',
  tableName: 'log_head',
  properties: { only: p.boolean().primary(), seq: p.bigint(), epoch: p.uuid() },
});

export const ScopeHead = defineEntity({
  name: 'ScopeHead',
  tableName: 'scope_heads',
  properties: { scope: p.text().primary(), seq: p.bigint(), prev: p.bigint() },
});

/** How far a reaction has followed the log. */
export const ReactionCursor = defineEntity({
  name: 'ReactionCursor',
  tableName: 'reaction_cursors',
  properties: { consumer: p.text().primary(), seq: p.bigint() },
});

/** Collections whose search text was made by older rules, and is to be made again. */
export const StaleSearch = defineEntity({
  name: 'StaleSearch',
  tableName: 'stale_search',
  /** `since`: the migration that brought the newer ones. */
  properties: { collection: p.text().primary(), since: p.text(), at: p.datetime(3).defaultRaw('now()') },
});

export const MutationRow = defineEntity({
  name: 'MutationRow',
  tableName: 'mutations',
  properties: {
    mid: p.uuid().primary(),
    actorId: p.text(),
    /** SHA-256 of the command and its arguments: the same id may not stand for something else. */
    hash: p.text(),
    at: p.datetime(3).index('mutations_at'),
    seq: p.bigint().nullable(),
    /** Where its changes stand in the log, for its author to undo. */
    firstSeq: p.bigint().nullable(),
    lastSeq: p.bigint().nullable(),
    groupId: p.uuid().nullable(),
    answer: p.json(),
  },
  indexes: [
    {
      name: 'mutations_of_group',
      expression: 'create index "mutations_of_group" on "mutations" (group_id, seq) where group_id is not null',
    },
  ],
});
