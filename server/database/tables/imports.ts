import { defineEntity, p } from '@mikro-orm/postgresql';

/** An import that someone started, and how far it is. */
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
    startedAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});

/** What became of each row of an import's file, in the order in which rows were done. */
export const ImportReport = defineEntity({
  name: 'ImportReport',
  tableName: 'import_reports',
  properties: {
    importId: p.uuid().primary(),
    /** From 1, without gaps. */
    place: p.integer().primary(),
    /** As a spreadsheet counts, the header being 1. */
    row: p.integer(),
    outcome: p.text(),
    message: p.text().nullable(),
    field: p.text().nullable(),
    recordId: p.uuid().nullable(),
  },
});
