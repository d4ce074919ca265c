import { defineEntity, p } from '@mikro-orm/postgresql';
import type { Choice } from '#shared/fields/field.ts';
import type { ExistingPolicy, ImportQuestion } from '#shared/csv/imports.ts';
import type { DayOrder } from '#shared/written/day.ts';

/** A part of a name that the field of a column holds, or that is split over several fields. */
export type Part = 'first' | 'middle' | 'last' | 'whole';

/**
 * What the columns of a file stood for when it came in. An import may go on much later, at another pod: by then a field
 * may have another label, a choice another name, and either may be out of use.
 */
export type ColumnMapping = readonly {
  readonly index: number;
  readonly name: string;
  /** Of a name: which part of it the column holds. */
  readonly part?: Part;
  /** Where the tenant makes them. */
  readonly choices?: readonly Choice[];
}[];

/** What a person says about a file. */
export type ImportOptions = {
  /** The row that names the columns; found where it is not said. */
  readonly headerRow?: number;
  /** The sheet of a workbook, from 1. */
  readonly sheet?: number;
  /** What each column is, as `phone` or `name:first`; null for one to leave out. By their titles where not said. */
  readonly columns?: readonly (string | null)[];
  /** Which comes first where a column of days does not tell. */
  readonly dayOrder?: DayOrder;
  readonly existing?: ExistingPolicy;
  /** The fields by which a record is the same: `phone`, `email`, `id`. Any that tells people apart where not said. */
  readonly match?: readonly string[];
};

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
    /** Records that were here already: changed, or left as they are. */
    updated: p.integer().default(0),
    skipped: p.integer().default(0),
    /** Where it takes another import back: records that are as they were before, and those that were kept. */
    undone: p.integer().default(0),
    kept: p.integer().default(0),
    undoes: p.uuid().nullable(),
    /** What the person said about the file. */
    options: p.json<ImportOptions>().default('{}'),
    /** What is to be asked about it. */
    questions: p.json<readonly ImportQuestion[]>().default('[]'),
    /** How many rows the file has. */
    total: p.integer().nullable(),
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
    /** What its person calls the file; null where it came without a name. */
    fileName: p.text().nullable(),
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
    /** What the row holds, where there is something to look at. */
    cells: p.json<readonly string[]>().nullable(),
  },
});
