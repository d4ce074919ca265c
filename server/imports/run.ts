import { Refusal } from '#shared/refusal.ts';
import { reportDefect } from '#server/log.ts';
import { draftOf, type Columns, type Draft } from './columns.ts';
import type { Sheet } from './csv.ts';
import { endJob, saveProgress, type ImportRow, type ImportState } from './jobs.ts';
import { rowWriter, type Import, type Written } from './rows.ts';

// Small enough that people who work meanwhile do not feel it: a chunk is one turn of the event loop, more or less.
const chunkSize = 100;
export const mostRows = 50_000;
/** How often progress is kept while rows go through, in milliseconds. */
const savedEvery = 700;

export type Run = {
  readonly sheet: Sheet;
  readonly columns: Columns;
  /** Given the state in which it is to end, from here too when another pod was asked to stop it. */
  readonly halt: AbortController;
  /** Whether this is still the one who runs it: without its lock, another pod may have taken it up. */
  readonly isOurs: () => Promise<boolean>;
};

/** Takes an import through its file. However that ends, the job says so; only a lost database is thrown. */
export const runImport = async (job: Import, { sheet, columns, halt, isOurs }: Run): Promise<void> => {
  const { db, log } = job.tenant;
  const progress = keeper(job, sheet.bytesRead, isOurs);
  let ending: Ending;
  try {
    const message = await carry(job, sheet, columns, async (done) => {
      const end = await progress.add(done.report);
      if (end) halt.abort(end);
      halt.signal.throwIfAborted();
    });
    ending = { state: 'finished', message };
  } catch (error) {
    if (halt.signal.aborted) ending = { state: halt.signal.reason as ImportState, message: null };
    else {
      const { message } = error instanceof Refusal ? error : reportDefect(log, error, 'import');
      ending = { state: 'interrupted', message };
    }
  }
  // Whoever has it now says how it stands.
  if ((await progress.save()) !== 'interrupted') await endJob(db, job.id, ending.state, ending.message);
};

type Ending = { readonly state: ImportState; readonly message: string | null };

/** Counts what was done and keeps it in the job now and then. What it answers is the state in which to end, if to end. */
const keeper = (job: Import, bytesRead: () => number, isOurs: Run['isOurs']) => {
  const counts = { created: 0, warned: 0, refused: 0 };
  let unsaved: ImportRow[] = [];
  let savedAt = Date.now();
  const save = async (): Promise<ImportState | null> => {
    if (!(await isOurs())) return 'interrupted';
    savedAt = Date.now();
    const isToStop = await saveProgress(job.tenant.db, job.id, { counts, bytes: bytesRead(), report: unsaved });
    unsaved = [];
    return isToStop ? 'stopped' : null;
  };
  return {
    save,
    add: async (report: readonly ImportRow[]): Promise<ImportState | null> => {
      for (const row of report) counts[row.outcome] += 1;
      unsaved.push(...report);
      return Date.now() - savedAt >= savedEvery ? save() : null;
    },
  };
};

/** All rows in chunks, then those that had to wait for others. The answer is a last word about the whole file. */
const carry = async (
  job: Import,
  sheet: Sheet,
  columns: Columns,
  done: (written: Pick<Written, 'report'>) => Promise<void>,
): Promise<string | null> => {
  const write = rowWriter(job);
  const waiting: Draft[] = [];
  let chunk: Draft[] = [];
  let refused: ImportRow[] = [];
  let rows = 0;

  const flush = async (): Promise<void> => {
    const { report, later } = await write(chunk, false);
    const all = [...refused, ...report].toSorted((a, b) => a.row - b.row);
    waiting.push(...later);
    chunk = [];
    refused = [];
    await done({ report: all });
  };

  for await (const read of sheet.rows) {
    if (rows === mostRows) {
      await flush();
      await writeWaiting(waiting, write, done);
      return `Only the first ${mostRows.toLocaleString('en')} rows were taken; import the rest as a file of its own.`;
    }
    rows += 1;
    const draft =
      'problem' in read
        ? { message: read.problem, field: null }
        : draftOf(read.row, read.cells, columns, sheet.header.length, job.moment);
    if ('row' in draft) chunk.push(draft);
    else refused.push({ row: read.row, outcome: 'refused', id: null, ...draft });
    if (chunk.length + refused.length >= chunkSize) await flush();
  }
  await flush();
  await writeWaiting(waiting, write, done);
  return null;
};

/** Each round finds what the one before it created: a parent, then the parent's child, then that one's. */
const writeWaiting = async (
  waiting: readonly Draft[],
  write: ReturnType<typeof rowWriter>,
  done: (written: Pick<Written, 'report'>) => Promise<void>,
): Promise<void> => {
  let left = waiting;
  for (let last = false; left.length > 0 && !last;) {
    const later: Draft[] = [];
    const round = async (isLast: boolean, drafts: readonly Draft[]): Promise<void> => {
      for (let at = 0; at < drafts.length; at += chunkSize) {
        const written = await write(drafts.slice(at, at + chunkSize), isLast);
        later.push(...written.later);
        await done(written);
      }
    };
    await round(false, left);
    last = later.length === left.length;
    left = later.splice(0);
    if (last) await round(true, left);
  }
};
