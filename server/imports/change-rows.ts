import { titleOf, type AnyRecord } from '#shared/collection.ts';
import type { Actor } from '#shared/actor.ts';
import { isEqual } from '#shared/equality.ts';
import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import { withoutRetired, type LeftOut } from '#shared/retired.ts';
import { runOnRecord } from '#shared/run-on-record.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { ImportRow } from './jobs.ts';
import type { LeftOutCounter } from './left-out.ts';
import { problemOf, type Planned } from './plan-row.ts';
import type { RowProblem } from './read-cell.ts';
import type { RowIds } from './row-ids.ts';
import type { Import } from './rows.ts';

/** A row whose record is here already. */
export type Known = { readonly planned: Planned; readonly existing: AnyRecord };

type Tools = {
  readonly send: (mutations: readonly Mutation[]) => Promise<readonly MutationAnswer[]>;
  readonly mutationIds: RowIds;
  /** Whether a record is of someone who must not be contacted. */
  readonly isBlocked: (record: AnyRecord) => boolean;
  readonly leftOut: LeftOutCounter;
};

type Change = Known & {
  readonly mid: string;
  /** As the file says it: what went out of use is left out as it is written. */
  readonly patch: { readonly [name: string]: unknown };
  readonly leftOut: readonly LeftOut[];
  /** Whether something changes that is in use. */
  readonly isOne: boolean;
};

/** Changes the records that rows are about as the person wants it, or leaves them alone. */
export const rowChanger = (job: Import, { send, mutationIds, isBlocked, leftOut }: Tools) => {
  const { tenant, definition, dryRun, options } = job;
  const { existing: policy = 'add' } = options;
  const updateName = `${definition.name}.update`;

  const changeOf = ({ planned, existing }: Known): Change => {
    const patch = policy === 'skip' ? {} : changesIn(existing, planned, policy === 'fill');
    const { inUse, leftOut } = withoutRetired(tenant.catalog.of(definition), patch);
    const isOne = Object.keys(inUse).length > 0;
    return { planned, existing, mid: mutationIds.of(planned.row), patch, leftOut, isOne };
  };

  /** Why an update would be refused; undefined where it would not. */
  const tried = (actor: Actor, { existing, patch }: Change): RowProblem | undefined => {
    const { catalog } = tenant;
    const command = catalog.command(updateName);
    if (!command) throw new Refusal('FORBIDDEN', `${definition.label.many} cannot be updated.`);
    const args = { ...withoutRetired(command.collection, patch).inUse, id: existing.id };
    try {
      const record = { ...existing, deletedAt: null };
      runOnRecord(command, { args, record, actor, moment: job.moment, catalog, newId: existing.id });
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return problemOf(error.toJSON());
      throw error;
    }
  };

  const stateOf = (isChanged: boolean): string => {
    if (isChanged) return '';
    return policy === 'skip' ? ', and was left as it is' : ', with all of this';
  };

  return async (actor: Actor, known: readonly Known[]): Promise<readonly ImportRow[]> => {
    const changes = known.map(changeOf);
    const mids = changes.map(({ mid }) => mid);
    const done = dryRun ? new Map<string, readonly LeftOut[]>() : await doneAmong(tenant, mids);
    const sent = changes.filter(({ mid, isOne }) => isOne && !done.has(mid));
    const answers = await send(
      sent.map(({ mid, patch, existing }) => ({ mid, name: updateName, args: { ...patch, id: existing.id } })),
    );
    const answerOf = new Map(sent.map(({ mid }, at) => [mid, answers[at]]));

    return changes.map((change): ImportRow => {
      const { planned, existing, mid, isOne } = change;
      const { row, draft } = planned;
      const answer = answerOf.get(mid);
      const problem =
        answer?.ok === false ? problemOf(answer.error) : dryRun && isOne ? tried(actor, change) : undefined;
      if (problem) return { row, outcome: 'refused', ...problem, id: existing.id, cells: draft.cells };
      // Of a row that an earlier attempt wrote, what was left out then.
      leftOut.count(done.get(mid) ?? (answer?.ok ? (answer.leftOut ?? []) : change.leftOut));
      const isChanged = isOne || done.has(mid);
      const remarks = [
        ...draft.remarks,
        { message: `${titleOf(definition, existing)} is here already${stateOf(isChanged)}.`, field: null },
        ...(isBlocked(existing) ? [{ message: definition.doNotContact?.message ?? '', field: null }] : []),
      ];
      return {
        row,
        outcome: isChanged ? 'updated' : 'skipped',
        message: remarks.map((remark) => remark.message).join(' '),
        field: remarks[0]?.field ?? null,
        id: existing.id,
        cells: draft.cells,
      };
    });
  };
};

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

/** What a row changes in the record that it is about: only its empty fields, or all that the row gives. */
const changesIn = (existing: AnyRecord, { args, inUse, record }: Planned, onlyEmpty: boolean): Change['patch'] =>
  Object.fromEntries(
    Object.entries(args).filter(([name, typed]) => {
      if (name === 'id' || (onlyEmpty && !isEmpty(existing[name]))) return false;
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
