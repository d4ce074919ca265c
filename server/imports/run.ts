import type { Collection } from '#shared/collection.ts';
import { fold } from '#shared/fold.ts';
import { outcomes, type ImportQuestion, type ImportRow, type Outcome } from '#shared/csv/imports.ts';
import type { Columns } from './columns.ts';
import { draftOf } from './draft.ts';
import type { Draft } from './reading.ts';
import { endJob, saveProgress } from './jobs.ts';
import type { Meaning } from './read-cell.ts';
import type { Table } from './table.ts';
import { takingTurns } from './turns.ts';
import { wordTally, type WordTally } from './words.ts';
import { createRowWriter, type Import, type RowWriter, type Written } from './rows.ts';

// Small enough that people who work meanwhile do not feel it: a chunk is one commit.
const chunkSize = 100;
export const mostRows = 500_000;

export type Run = {
  readonly table: Table;
  readonly columns: Columns;
  /** What the tenant has said of words that are none of a field's choices. */
  readonly meaning: Meaning;
  /** What is to be asked about the file before any of its rows. */
  readonly questions: readonly ImportQuestion[];
  /** This attempt; once another has the import, this one ends without a word. */
  readonly holder: string;
  /** Ends the attempt, not the import. */
  readonly signal: AbortSignal;
};

const askedToStop = new Error('asked to stop');
const lost = new Error('another attempt has this import');

/** Takes an import through its file, from the first row. Throws what kept it from the end; then it is still under way. */
export const runImport = async (job: Import, run: Run): Promise<void> => {
  const { holder, signal } = run;
  const { db } = job.tenant;
  const words = wordTally();
  const progress = progressKeeper(job, run, words);
  try {
    const message = await carry(job, run, words, async ({ report }) => {
      await progress.save(report);
      signal.throwIfAborted();
    });
    await endJob(db, job.id, 'finished', message, holder);
  } catch (error) {
    if (error === lost) return;
    if (error !== askedToStop) throw error;
    await endJob(db, job.id, 'stopped', null, holder);
  }
};

/** Counts what was done and keeps it with the job. Throws when the attempt is to end. */
const progressKeeper = (job: Import, { holder, table, questions }: Run, words: WordTally) => {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  return {
    save: async (report: readonly ImportRow[]): Promise<void> => {
      for (const row of report) counts[row.outcome] += 1;
      const next = await saveProgress(job.tenant.db, job.id, holder, {
        counts,
        bytes: table.bytesRead(),
        report,
        questions: [...questions, ...words.questions()],
      });
      if (next === 'lost') throw lost;
      if (next === 'stop') throw askedToStop;
    },
  };
};

/** All rows in chunks, then those that had to wait for others. The answer is a last word about the whole file. */
const carry = async (
  job: Import,
  { table, columns, meaning }: Run,
  words: WordTally,
  done: (written: Pick<Written, 'report'>) => Promise<void>,
): Promise<string | null> => {
  const { write, leftOut } = createRowWriter(job);
  const waiting: Draft[] = [];
  let chunk: Draft[] = [];
  let refused: ImportRow[] = [];
  let rows = 0;
  const breathe = takingTurns();

  const flush = async (): Promise<void> => {
    const { report, later } = await write(chunk, false);
    const all = [...refused, ...report].toSorted((a, b) => a.row - b.row);
    waiting.push(...later);
    chunk = [];
    refused = [];
    await done({ report: all });
  };

  for await (const read of table.rows) {
    if (rows === mostRows) {
      await flush();
      await writeWaiting(waiting, job.definition, write, done);
      const tooMany = `Only the first ${mostRows.toLocaleString('en')} rows were taken; import the rest as a file of its own.`;
      return [tooMany, leftOut()].filter(Boolean).join(' ');
    }
    rows += 1;
    await breathe();
    const draft =
      'problem' in read
        ? { message: read.problem, field: null }
        : draftOf(read.row, read.cells, columns, table.header.length, { ...job.moment, meaning });
    if ('row' in draft) {
      chunk.push(draft);
      words.add(draft.words);
    } else {
      const cells = 'cells' in read ? read.cells : null;
      refused.push({ row: read.row, outcome: 'refused', id: null, cells, ...draft });
    }
    if (chunk.length + refused.length >= chunkSize) await flush();
  }
  await flush();
  await writeWaiting(waiting, job.definition, write, done);
  return leftOut();
};

/**
 * Each round finds what the one before it created: a parent, then the parent's child, then that one's. Where a round
 * finds nothing, those that wait for what is not in the file are created without it, and the others go on.
 */
const writeWaiting = async (
  waiting: readonly Draft[],
  definition: Collection,
  write: RowWriter['write'],
  done: (written: Pick<Written, 'report'>) => Promise<void>,
): Promise<void> => {
  const round = async (drafts: readonly Draft[], last: boolean): Promise<readonly Draft[]> => {
    const later: Draft[] = [];
    for (let at = 0; at < drafts.length; at += chunkSize) {
      const written = await write(drafts.slice(at, at + chunkSize), last);
      later.push(...written.later);
      await done(written);
    }
    return later;
  };
  for (let left = waiting; left.length > 0;) {
    const later = await round(left, false);
    if (later.length < left.length) {
      left = later;
      continue;
    }
    const titles = new Set(later.map((draft) => titleIn(draft, definition)));
    const [inFile, lost] = partition(later, ({ links }) =>
      links.some(({ texts }) => texts.some((text) => titles.has(fold(text)))),
    );
    // In a circle each waits for another.
    await round(lost.length > 0 ? lost : inFile, true);
    left = lost.length > 0 ? inFile : [];
  }
};

/** How other rows may name the record that comes of this one. */
const titleIn = ({ typed }: Draft, { title }: Collection): string =>
  fold(title.flatMap((name) => typed[name] ?? []).join(' '));

const partition = <T>(all: readonly T[], is: (one: T) => boolean): readonly [yes: readonly T[], no: readonly T[]] => [
  all.filter(is),
  all.filter((one) => !is(one)),
];
