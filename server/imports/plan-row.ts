import type { Actor } from '#shared/actor.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { withoutRetired, type LeftOut } from '#shared/retired.ts';
import type { Find } from '#shared/record-ref.ts';
import { runOnRecord } from '#shared/run-on-record.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';
import { isNeeded } from './columns.ts';
import type { RowProblem } from './read-cell.ts';
import { insteadOf, type Draft } from './reading.ts';
import type { Import } from './rows.ts';

/** A row that can become a record. */
export type Planned = {
  readonly row: number;
  readonly draft: Draft;
  /** The fields as the file says them. */
  readonly args: { readonly [name: string]: unknown };
  /** Those of them that are in use. */
  readonly inUse: { readonly [name: string]: unknown };
  readonly leftOut: readonly LeftOut[];
  /** What it would be as a new record. */
  readonly record: AnyRecord;
};

/** What a row comes to as a new record, or why it is none. */
export const planRow = (
  { tenant, moment, definition }: Pick<Import, 'tenant' | 'moment' | 'definition'>,
  { actor, above }: { readonly actor: Actor; readonly above: Find },
  draft: Draft,
  given: { readonly [name: string]: unknown },
  id: string,
): Planned | RowProblem => {
  const { catalog } = tenant;
  const command = catalog.command(`${definition.name}.create`);
  if (!command) throw new Refusal('FORBIDDEN', `${definition.label.many} cannot be imported.`);
  // As the file says it, so that a later attempt asks for the same: what went out of use is left out as it is written.
  const args: Record<string, unknown> = { ...given, id };
  const remarks = [...draft.remarks];
  // What a rule refuses of an optional cell costs the cell, not the record.
  for (;;) {
    try {
      const { inUse, leftOut } = withoutRetired(command.collection, args);
      const asked = { args: inUse, record: null, actor, moment, catalog, newId: id, above };
      const { next: record } = runOnRecord(command, asked);
      return { row: draft.row, draft: { ...draft, remarks }, args, inUse, leftOut, record };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // A file gives no reasons; where one is asked for, the import is it.
      const { reason } = definition.doNotContact ?? {};
      if (error.code === 'REASON_REQUIRED' && reason !== undefined && args['reason'] === undefined) {
        args['reason'] = reason;
        continue;
      }
      const problem = quoting(problemOf(error.toJSON()), draft);
      const name = problem.field ?? '';
      const field = definition.fields[name];
      if (error.code !== 'VALIDATION_ERROR' || !field || isNeeded(field) || args[name] === undefined) return problem;
      delete args[name];
      remarks.push({ ...problem, message: `${problem.message} ${insteadOf(field)}` });
    }
  }
};

export const problemOf = ({ message, details }: RefusalData): RowProblem => ({
  message,
  field: details?.field ?? null,
});

/** What the cell says, so that a person who mends the file finds it. */
export const quoting = ({ message, field }: RowProblem, { typed }: Draft): RowProblem => {
  const given = field === null ? undefined : typed[field];
  return { field, message: given === undefined ? message : `${message} The file says "${given.slice(0, 60)}".` };
};
