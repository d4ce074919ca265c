import { defineEntity, p } from '@mikro-orm/postgresql';
import type { Choice } from '#shared/fields/field.ts';

/**
 * What the columns of a file stood for when it came in. An import may go on much later, at another pod: by then a field
 * may have another label, a choice another name, and either may be out of use.
 */
export type ColumnMapping = readonly {
  readonly index: number;
  readonly name: string;
  /** Where the tenant makes them. */
  readonly choices?: readonly Choice[];
}[];

/** An import that someone started, and how far it is. */
export const ImportJob = defineEntity({
  name: 'ImportJob',
  tableName: 'import_jobs',
  properties: {
    id: p.uuid().primary(),
    collection: p.text(),
    /** Whether the one who started it is of the tenant or of the platform. */
    actorKind: p.text().default('user'),
    actorId: p.text(),
    actorName: p.text(),
    dryRun: p.boolean(),
    /** `uploaded` (not acknowledged yet), `running`, `stopping`, `finished`, `stopped`, `interrupted`. */
    state: p.text(),
    rows: p.integer(),
    created: p.integer(),
    warned: p.integer(),
    refused: p.integer(),
    /** How much of the file has been read, and how much there is. */
    bytes: p.bigint('number'),
    size: p.bigint('number').nullable(),
    /** What the columns of the file stood for when it came in. */
    columns: p.json<ColumnMapping>().nullable(),
    /** Columns of the file that stand for no field. */
    ignored: p.json<readonly string[]>(),
    message: p.text().nullable(),
    /** The file that it is made from, as long as it is kept. */
    fileId: p.uuid().nullable(),
    /** The attempt that carries it out: one that finds another here has lost it. */
    holder: p.uuid().nullable(),
    startedAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});

/** A file on its way in, in pieces, so that whichever pod carries out the import can read it. */
export const ImportFile = defineEntity({
  name: 'ImportFile',
  tableName: 'import_files',
  properties: {
    fileId: p.uuid().primary(),
    /** From 0, without gaps. */
    place: p.integer().primary(),
    bytes: p.blob(),
    storedAt: p.datetime(3),
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
