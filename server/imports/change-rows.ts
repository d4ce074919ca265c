import { titleOf, type AnyRecord } from '#shared/collection.ts';
import type { Actor } from '#shared/actor.ts';
import { isEqual } from '#shared/equality.ts';
import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import { withoutRetired, type LeftOut } from '#shared/retired.ts';
import type { Runnable } from '#shared/run-command.ts';
import { runOnRecord } from '#shared/run-on-record.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { ImportRow } from '#shared/csv/imports.ts';
import type { LeftOutCounter } from './left-out.ts';
import type { Parents } from './parents.ts';
import { problemOf, quoting, type Planned } from './plan-row.ts';
import type { RowProblem } from './read-cell.ts';
import type { RowIds } from './row-ids.ts';
import type { Import } from './rows.ts';

/** A row whose record is here already. */
export type Known = {
  readonly planned: Planned;
  readonly existing: AnyRecord;
  /** Its number must not be contacted, wherever the record is that says so. */
  readonly listed: RowProblem | null;
};

type Tools = {
  readonly send: (mutations: readonly Mutation[]) => Promise<readonly MutationAnswer[]>;
  readonly mutationIds: RowIds;
  /** Whether a record is of someone who must not be contacted. */
  readonly isBlocked: (record: AnyRecord) => boolean;
  readonly leftOut: LeftOutCounter;
  readonly parents: Parents;
};

type Change = Known & {
  readonly mid: string;
  /** Cells that a rule keeps from the record, and why. */
  readonly remarks: readonly RowProblem[];
  /** Why there is no change at all. */
  readonly problem: RowProblem | null;
  /** As the file says it: what went out of use is left out as it is written. */
  readonly patch: { readonly [name: string]: unknown };
  readonly leftOut: readonly LeftOut[];
  /** Whether something changes that is in use. */
  readonly isOne: boolean;
};

/** Changes the records that rows are about as the person wants it, or leaves them alone. */
export const rowChanger = (job: Import, { send, mutationIds, isBlocked, leftOut, parents }: Tools) => {
  const { tenant, definition, dryRun, options } = job;
  const { existing: policy = 'add' } = options;
  const updateName = `${definition.name}.update`;

  /** What a row changes in its record. What a rule refuses of one cell costs the cell, not the others. */
  const changeOf = (actor: Actor, { planned, existing, listed }: Known): Change => {
    const { catalog } = tenant;
    const patch = policy === 'skip' ? {} : changesIn(existing, planned, policy === 'fill');
    const remarks: RowProblem[] = [];
    const command = catalog.command(updateName);
    if (!command) throw new Refusal('FORBIDDEN', `${definition.label.many} cannot be updated.`);
    const refusal = (changes: Change['patch']): RowProblem | null =>
      refusalOf(actor, command, existing, withReason({ planned, existing, patch: changes }));
    for (;;) {
      const { inUse, leftOut } = withoutRetired(command.collection, patch);
      const isOne = Object.keys(inUse).length > 0;
      const change = { planned, existing, listed, mid: mutationIds.of(planned.row), remarks, patch, leftOut, isOne };
      const problem = isOne ? refusal(inUse) : null;
      const field = problem && cellAtFault(problem, inUse, refusal);
      if (!problem || field === null) return { ...change, problem };
      delete patch[field];
      remarks.push({ field, message: `${quoting({ ...problem, field }, planned.draft).message} Left as it is.` });
    }
  };

  /** A record that is marked as not to be contacted says why; where a file does it, the file is the reason. */
  const withReason = ({
    planned,
    existing,
    patch,
  }: Pick<Change, 'planned' | 'existing' | 'patch'>): Change['patch'] => {
    const { reason } = definition.doNotContact ?? {};
    const isMarked = !isBlocked(existing) && isBlocked({ ...existing, ...valuesOf({ patch, planned }) });
    return isMarked && reason !== undefined ? { ...patch, reason } : patch;
  };

  /** Why this update would be refused; null where it would not. */
  const refusalOf = (
    actor: Actor,
    command: Runnable,
    existing: AnyRecord,
    changes: Change['patch'],
  ): RowProblem | null => {
    const record = { ...existing, deletedAt: null };
    const args = { ...changes, id: existing.id };
    try {
      const asked = { args, record, actor, moment: job.moment, catalog: tenant.catalog, newId: existing.id };
      runOnRecord(command, { ...asked, above: parents.find });
      return null;
    } catch (error) {
      if (error instanceof Refusal) return problemOf(error.toJSON());
      throw error;
    }
  };

  const stateOf = (isChanged: boolean, isRefused: boolean): string => {
    if (isChanged) return '';
    return policy === 'skip' || isRefused ? ', and was left as it is' : ', with all of this';
  };

  return async (actor: Actor, known: readonly Known[]): Promise<readonly ImportRow[]> => {
    // What an earlier row of the chunk gave a record, a later one finds in it.
    const given = new Map<string, Change['patch']>();
    await parents.read(
      actor,
      known.flatMap(({ planned, existing }) => [planned.record, existing]),
    );
    const changes = known.map(({ planned, existing, listed }) => {
      const change = changeOf(actor, { planned, listed, existing: { ...existing, ...given.get(existing.id) } });
      if (!change.problem) given.set(existing.id, { ...given.get(existing.id), ...valuesOf(change) });
      return change;
    });
    const mids = changes.map(({ mid }) => mid);
    const done = dryRun ? new Map<string, readonly LeftOut[]>() : await doneAmong(tenant, mids);
    const sent = changes.filter(({ mid, isOne, problem }) => isOne && !problem && !done.has(mid));
    const answers = await send(
      sent.map((change) => ({
        mid: change.mid,
        name: updateName,
        args: { ...withReason(change), id: change.existing.id },
      })),
    );
    const answerOf = new Map(sent.map(({ mid }, at) => [mid, answers[at]]));

    return changes.map((change): ImportRow => {
      const { planned, existing, listed, mid, isOne } = change;
      const { row, draft } = planned;
      const answer = answerOf.get(mid);
      const problem = answer?.ok === false ? problemOf(answer.error) : done.has(mid) ? null : change.problem;
      if (problem) return { row, outcome: 'refused', ...problem, id: existing.id, cells: draft.cells };
      // Of a row that an earlier attempt wrote, what was left out then.
      leftOut.count(done.get(mid) ?? (answer?.ok ? (answer.leftOut ?? []) : change.leftOut));
      const isChanged = isOne || done.has(mid);
      const remarks = [
        ...draft.remarks,
        ...(done.has(mid) ? [] : change.remarks),
        {
          message: `${titleOf(definition, existing)} is here already${stateOf(isChanged, change.remarks.length > 0)}.`,
          field: null,
        },
        ...(isBlocked(existing) ? [{ message: definition.doNotContact?.message ?? '', field: null }] : []),
        ...(listed && !isBlocked(existing) ? [listed] : []),
      ];
      return {
        row,
        outcome: isChanged ? 'updated' : 'skipped',
        message: remarks.map((remark) => remark.message).join(' '),
        field: remarks[0]?.field ?? null,
        id: existing.id,
        // That it is here already is nothing to look up in the file.
        cells: remarks.length > 1 ? draft.cells : null,
      };
    });
  };
};

/** What a record holds after a change: the values as they are stored, not as they are written. */
const valuesOf = ({ patch, planned: { record } }: Pick<Change, 'patch' | 'planned'>): Change['patch'] =>
  Object.fromEntries(Object.keys(patch).map((name) => [name, record[name]]));

/** The cell without which a row's changes are allowed; null where there is none. */
const cellAtFault = (
  { field }: RowProblem,
  changes: Change['patch'],
  refusalOf: (rest: Change['patch']) => RowProblem | null,
): string | null => {
  if (field !== null && Object.hasOwn(changes, field)) return field;
  const without = (left: string): Change['patch'] =>
    Object.fromEntries(Object.entries(changes).filter(([name]) => name !== left));
  const names = Object.keys(changes);
  // Of a rule that names no cell, or asks for a reason.
  return names.find((name) => names.length === 1 || refusalOf(without(name)) === null) ?? null;
};

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

/** What a row changes in the record that it is about: only its empty fields, or all that the row gives. */
const changesIn = (
  existing: AnyRecord,
  { args, inUse, record }: Planned,
  onlyEmpty: boolean,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(args).filter(([name, typed]) => {
      if (name === 'id' || name === 'reason' || (onlyEmpty && !isEmpty(existing[name]))) return false;
      return !isEqual(existing[name], Object.hasOwn(inUse, name) ? record[name] : typed);
    }),
  );

/** Of these mutations, those that an attempt before this one did, each with what was left out then. */
const doneAmong = async (tenant: Tenant, mids: readonly string[]): Promise<ReadonlyMap<string, readonly LeftOut[]>> => {
  if (mids.length === 0) return new Map();
  const rows = await tenant.db.query<{ mid: string; left_out: readonly LeftOut[] | null }>(
    `select mid, answer->'leftOut' as left_out from mutations where mid = any($1::uuid[]) and seq is not null`,
    [mids],
  );
  return new Map(rows.map(({ mid, left_out: leftOut }) => [mid, leftOut ?? []]));
};
