import type { Moment } from '#shared/actor.ts';
import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import { fieldEntries, titleOf, type AnyRecord, type Collection, type Patch } from '#shared/collection.ts';
import { matches } from '#shared/filter.ts';
import { fold } from '#shared/fold.ts';
import type { ImportOptions } from '#server/database/tables/imports.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import type { Tenant, Principal } from '#server/tenants/tenant.ts';
import { importerNow } from './access.ts';
import { requireAnswers } from './answers.ts';
import { rowChanger } from './change-rows.ts';
import { existingFinder } from './existing.ts';
import { planRow, problemOf, type Planned } from './plan-row.ts';
import { rowIds } from './row-ids.ts';
import type { RowProblem } from './read-cell.ts';
import type { Draft } from './reading.ts';
import type { ImportRow } from '#shared/csv/imports.ts';
import { createLeftOutCounter, type LeftOutCounter } from './left-out.ts';
import { linkFinder, type Links } from './links.ts';
import { listedFinder } from './listed.ts';
import { parentReader } from './parents.ts';
import { duplicateFinder } from './duplicates.ts';
import { takingTurns } from './turns.ts';
import { uniqueFinder } from './unique.ts';

export type Import = {
  readonly tenant: Tenant;
  readonly who: Principal;
  readonly definition: Collection;
  readonly id: string;
  readonly dryRun: boolean;
  /** When it began, however often it was taken up since: "today" in its file is that day. */
  readonly moment: Moment;
  readonly options: ImportOptions;
};

/** What became of a chunk's rows. `later` point at a record that may still come in the same file. */
export type Written = { readonly report: readonly ImportRow[]; readonly later: readonly Draft[] };

export type RowWriter = {
  /** With `last`, no further record is waited for. */
  readonly write: (chunk: readonly Draft[], last: boolean) => Promise<Written>;
  /** What rows came in without, so far. */
  readonly leftOut: LeftOutCounter['remark'];
};

/** Carries an import's rows into the collection, a chunk at a time. */
export const createRowWriter = (job: Import): RowWriter => {
  const { tenant, who, definition, dryRun, options } = job;
  const policy = options.existing ?? 'add';
  const name = `${definition.name}.create`;
  const leftOut = createLeftOutCounter(() => tenant.catalog, definition, dryRun);
  const recordIds = rowIds(job.id, 'record');
  const mutationIds = rowIds(job.id, 'mutation');
  const { doNotContact } = definition;
  const isBlocked = (record: AnyRecord): boolean =>
    doNotContact !== undefined && matches(record, doNotContact.when, definition, job.moment);
  const resolveLinks = linkFinder(tenant, definition);
  const duplicatesOf = duplicateFinder(tenant, definition, recordIds.isOurs, isBlocked);
  const listedOf = listedFinder(tenant, definition, recordIds.isOurs, isBlocked);
  const takenOf = uniqueFinder(tenant, definition);
  const parents = parentReader(tenant, definition);
  // What a dry run lets pass, by title: a row that points at it is right there too.
  const passed = new Map<string, string>();
  const linksToItself = fieldEntries(definition).some(
    ([, field]) => field.of !== undefined || tenant.catalog.targetOf(definition, field)?.name === definition.name,
  );

  const existingOf = policy === 'add' ? null : existingFinder(tenant, definition, options.match ?? [], dryRun);

  const send = async (
    mutations: readonly Mutation[],
    createdAt?: readonly (string | null)[],
  ): Promise<readonly MutationAnswer[]> => {
    if (dryRun || mutations.length === 0) return [];
    const cause = { kind: 'import', id: job.id, depth: 0 } as const;
    const answers = await enqueueMany(tenant, who, mutations, {
      cause,
      leavesOutRetired: true,
      ...(createdAt ? { createdAt } : {}),
    });
    requireAnswers(answers);
    return answers;
  };

  const create = (planned: readonly Planned[]): Promise<readonly MutationAnswer[]> =>
    send(
      planned.map(({ row, args }) => ({ mid: mutationIds.of(row), name, args })),
      planned.map(({ draft }) => draft.createdAt),
    );

  const change = rowChanger(job, { send, mutationIds, isBlocked, leftOut, parents });

  const write: RowWriter['write'] = async (chunk, last) => {
    const actor = await importerNow(job);
    const report: ImportRow[] = [];
    const later: Draft[] = [];
    const planned: Planned[] = [];
    const refuse = ({ row, cells }: Draft, { message, field }: RowProblem): void =>
      void report.push({ row, outcome: 'refused', message, field, id: null, cells });

    const links = await resolveLinks(actor, chunk, passed, last);
    await parents.read(
      actor,
      chunk.map(({ row, args }) => ({ ...args, ...idsOf(links.get(row)) })),
    );
    const breathe = takingTurns();
    for (const draft of chunk) {
      await breathe();
      const found = links.get(draft.row) ?? { ids: {}, remarks: [] };
      if (found === 'later') later.push(draft);
      else {
        const next = isProblem(found)
          ? found
          : planRow(
              job,
              { actor, above: parents.find },
              { ...draft, remarks: [...draft.remarks, ...found.remarks] },
              { ...draft.args, ...found.ids },
              recordIds.of(draft.row),
            );
        if (isProblem(next)) refuse(draft, next);
        else planned.push(next);
      }
    }

    const existing = existingOf
      ? await existingOf(
          actor,
          planned.map(({ row, record, draft }) => ({ row, record, recordId: draft.recordId })),
        )
      : new Map<number, AnyRecord>();
    const fresh = planned.filter(({ row }) => !existing.has(row));
    const taken = await takenOf(actor, fresh);
    for (const { row, draft } of fresh) {
      const problem = taken.get(row);
      if (problem) refuse(draft, problem);
    }
    const free = fresh.filter(({ row }) => !taken.has(row));
    const duplicates = await duplicatesOf(actor, free);
    const listed = await listedOf(planned);
    const answers = await create(free);
    for (const [index, { row, draft, record, leftOut: leftOutOfPlan }] of free.entries()) {
      const answer = answers[index];
      if (answer?.ok === false) {
        refuse(draft, answer.error.code === 'MID_REUSED' ? otherRowBefore : problemOf(answer.error));
        continue;
      }
      // Of a row that an earlier attempt wrote, what was left out then.
      leftOut.count(answer ? (answer.leftOut ?? []) : leftOutOfPlan);
      if (dryRun && linksToItself) passed.set(fold(titleOf(definition, record)), record.id);
      const duplicate = duplicates.get(row);
      const mustNot = duplicate?.isBlocked ? undefined : listed.get(row);
      const remarks = [...draft.remarks, ...(duplicate ? [duplicate] : []), ...(mustNot ? [mustNot] : [])];
      const message = remarks.map((remark) => remark.message).join(' ') || null;
      report.push({
        row,
        outcome: message ? 'warned' : 'created',
        message,
        field: remarks[0]?.field ?? null,
        id: dryRun ? null : record.id,
        cells: message ? draft.cells : null,
      });
    }
    report.push(
      ...(await change(
        actor,
        planned.flatMap((one) => {
          const known = existing.get(one.row);
          return known ? [{ planned: one, existing: known, listed: listed.get(one.row) ?? null }] : [];
        }),
      )),
    );
    return { report: report.toSorted((a, b) => a.row - b.row), later };
  };

  return { write, leftOut: leftOut.remark };
};

const otherRowBefore: RowProblem = {
  message: 'This import had another row here before; import what changed as a file of its own.',
  field: null,
};

const idsOf = (links: Links | undefined): Patch => (links && links !== 'later' && !isProblem(links) ? links.ids : {});

const isProblem = (value: object): value is RowProblem => 'message' in value;
