import { defineEntity, p } from '@mikro-orm/postgresql';

/** An import that someone started: how far it is and what became of each row. */
export const ImportJob = defineEntity({
  name: 'ImportJob',
  tableName: 'import_jobs',
  properties: {
    id: p.uuid().primary(),
    collection: p.text(),
    actorId: p.text(),
    state: p.text(),
    rows: p.integer(),
    done: p.integer(),
    created: p.integer(),
    warnings: p.integer(),
    refused: p.integer(),
    report: p.json(),
    startedAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});
