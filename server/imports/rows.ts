import { createHash } from 'node:crypto';
import type { Actor, Moment } from '#shared/actor.ts';
import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import { titleOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { fold } from '#shared/fold.ts';
import { withoutRetired, type LeftOut } from '#shared/retired.ts';
import { runOnRecord } from '#shared/run-on-record.ts';
import { Refusal, type RefusalCode, type RefusalData } from '#shared/refusal.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import type { Tenant, Principal } from '#server/tenants/tenant.ts';
import { importerNow } from './access.ts';
import type { Draft, RowProblem } from './columns.ts';
import type { ImportRow } from './jobs.ts';
import { createLeftOutCounter, type LeftOutCounter } from './left-out.ts';
import { linkFinder } from './links.ts';
import { twinFinder } from './duplicates.ts';
import { uniqueFinder } from './unique.ts';

export type Import = {
  readonly tenant: Tenant;
  readonly who: Principal;
  readonly definition: Collection;
  readonly id: string;
  readonly dryRun: boolean;
  /** When it began, however often it was taken up since: "today" in its file is that day. */
  readonly moment: Moment;
};

/** What became of a chunk's rows. `later` point at a record that may still come in the same file. */
export type Written = { readonly report: readonly ImportRow[]; readonly later: readonly Draft[] };

type Planned = {
  readonly row: number;
  readonly draft: Draft;
  readonly args: { readonly [name: string]: unknown };
  readonly record: AnyRecord;
  readonly leftOut: readonly LeftOut[];
};

export type RowWriter = {
  /** With `last`, no further record is waited for. */
  readonly write: (chunk: readonly Draft[], last: boolean) => Promise<Written>;
  /** What rows came in without, so far. */
  readonly leftOut: LeftOutCounter['remark'];
};

/** Carries an import's rows into the collection, a chunk at a time. */
export const createRowWriter = (job: Import): RowWriter => {
  const { tenant, who, definition, dryRun, moment } = job;
  const name = `${definition.name}.create`;
  const leftOut = createLeftOutCounter(() => tenant.catalog, definition, dryRun);
  const recordIds = idsOf(job.id, 'record');
  const mutationIds = idsOf(job.id, 'mutation');
  const resolveLinks = linkFinder(tenant, definition);
  const twinsOf = twinFinder(tenant, definition, recordIds.isOurs);
  const takenOf = uniqueFinder(tenant, definition);
  // What a dry run lets pass, by title: a row that points at it is right there too.
  const passed = new Map<string, string>();

  const planOf = (actor: Actor, draft: Draft, links: Draft['args']): Planned | RowProblem => {
    const { catalog } = tenant;
    const command = catalog.command(name);
    if (!command) throw new Refusal('FORBIDDEN', `${definition.label.many} cannot be imported.`);
    const id = recordIds.of(draft.row);
    // As the file says it, so that a later attempt asks for the same: what went out of use is left out as it is written.
    const args = { ...draft.args, ...links, id };
    const { inUse, leftOut } = withoutRetired(command.collection, args);
    try {
      const { next: record } = runOnRecord(command, { args: inUse, record: null, actor, moment, catalog, newId: id });
      return { row: draft.row, draft, args, record, leftOut };
    } catch (error) {
      if (error instanceof Refusal) return quoting(problemOf(error.toJSON()), draft);
      throw error;
    }
  };

  const create = async (planned: readonly Planned[]): Promise<readonly MutationAnswer[]> => {
    if (dryRun || planned.length === 0) return [];
    const mutations: Mutation[] = planned.map(({ row, args }) => ({ mid: mutationIds.of(row), name, args }));
    const answers = await enqueueMany(tenant, who, mutations, {
      createdAt: planned.map(({ draft }) => draft.createdAt),
      leavesOutRetired: true,
      cause: { kind: 'import', id: job.id, depth: 0 },
    });
    for (const answer of answers)
      if (!answer.ok && ofTheMoment.includes(answer.error.code))
        throw new Refusal(answer.error.code, answer.error.message);
    return answers;
  };

  const write: RowWriter['write'] = async (chunk, last) => {
    const actor = await importerNow(job);
    const report: ImportRow[] = [];
    const later: Draft[] = [];
    const planned: Planned[] = [];
    const refuse = (row: number, { message, field }: RowProblem): void =>
      void report.push({ row, outcome: 'refused', message, field, id: null });

    const links = await resolveLinks(actor, chunk, passed, last);
    for (const draft of chunk) {
      const found = links.get(draft.row) ?? {};
      if (found === 'later') later.push(draft);
      else {
        const next = isProblem(found) ? found : planOf(actor, draft, found);
        if (isProblem(next)) refuse(draft.row, next);
        else planned.push(next);
      }
    }

    const taken = await takenOf(actor, planned);
    for (const [row, problem] of taken) refuse(row, problem);
    const free = planned.filter(({ row }) => !taken.has(row));
    const twins = await twinsOf(actor, free);
    const answers = await create(free);
    for (const [index, { row, draft, record, leftOut: leftOutOfPlan }] of free.entries()) {
      const answer = answers[index];
      if (answer?.ok === false) {
        refuse(row, answer.error.code === 'MID_REUSED' ? otherRowBefore : problemOf(answer.error));
        continue;
      }
      // Of a row that an earlier attempt wrote, what was left out then.
      leftOut.count(answer ? (answer.leftOut ?? []) : leftOutOfPlan);
      if (dryRun) passed.set(fold(titleOf(definition, record)), record.id);
      const twin = twins.get(row);
      const message = [draft.warning, twin?.message].filter(Boolean).join(' ') || null;
      report.push({
        row,
        outcome: message ? 'warned' : 'created',
        message,
        field: twin?.field ?? null,
        id: dryRun ? null : record.id,
      });
    }
    return { report: report.toSorted((a, b) => a.row - b.row), later };
  };

  return { write, leftOut: leftOut.remark };
};

/** Answers that tell of the moment or of the person, and nothing of the row: the import is interrupted. */
const ofTheMoment: readonly RefusalCode[] = ['UNAVAILABLE', 'SESSION_ENDED'];

const otherRowBefore: RowProblem = {
  message: 'This import had another row here before; import what changed as a file of its own.',
  field: null,
};

const problemOf = ({ message, details }: RefusalData): RowProblem => ({ message, field: details?.field ?? null });

/** What the cell says, so that a person who mends the file finds it. */
const quoting = ({ message, field }: RowProblem, { typed }: Draft): RowProblem => {
  const given = field === null ? undefined : typed[field];
  return { field, message: given === undefined ? message : `${message} The file says "${given.slice(0, 60)}".` };
};

const isProblem = (value: object): value is RowProblem => 'message' in value && 'field' in value;

/**
 * Ids that follow from the import and the row: the same file taken up again asks for the same mutations, which are
 * answered and not done twice; and a record tells whether it came from this import.
 */
const idsOf = (
  importId: string,
  purpose: string,
): { readonly of: (row: number) => string; readonly isOurs: (id: string) => boolean } => {
  const hash = createHash('sha256').update(`${purpose} ${importId}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hash.slice(3, 4), 16) % 4];
  const head = `${importId.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 11)}`;
  return { of: (row) => head + row.toString(16).padStart(8, '0'), isOurs: (id) => id.startsWith(head) };
};
