import { defineEntity, p } from '@mikro-orm/postgresql';

/** An import that someone started: how far it is and what became of each row. */
export const ImportJob = defineEntity({
  name: 'ImportJob',
  tableName: 'import_jobs',
  properties: {
    id: p.uuid().primary(),
    collection: p.text(),
    actorId: p.text(),
    actorName: p.text(),
    dryRun: p.boolean(),
    /** `running`, `stopping`, `finished`, `stopped`, `interrupted`. */
    state: p.text(),
    rows: p.integer(),
    created: p.integer(),
    warned: p.integer(),
    refused: p.integer(),
    /** How much of the file has been read, and, when it was known, how much there is. */
    bytes: p.bigint(),
    size: p.bigint().nullable(),
    /** Columns of the file that stand for no field. */
    ignored: p.json(),
    message: p.text().nullable(),
    /** One entry a row, in the order in which rows were done. */
    report: p.json(),
    startedAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});
