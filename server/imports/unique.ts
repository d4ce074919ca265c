import type { Actor } from '#shared/actor.ts';
import type { Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { fold } from '#shared/fold.ts';
import { defaultSort } from '#shared/sort.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { RowProblem } from './read-cell.ts';
import type { Candidate } from './duplicates.ts';
import { readPage } from '#server/records/read.ts';

/**
 * The rows whose record may not be: another has its unique value. The database would refuse them too, but a dry run
 * never asks it, and one such row would make it take a whole chunk row by row.
 */
export const uniqueFinder = (
  tenant: Tenant,
  definition: Collection,
): ((actor: Actor, chunk: readonly Candidate[]) => Promise<ReadonlyMap<number, RowProblem>>) => {
  const earlier = new Map<string, string>();
  const isText = (name = ''): boolean => definition.fields[name]?.kind.isText === true;

  const check = async (
    actor: Actor,
    names: readonly string[],
    chunk: readonly Candidate[],
    problems: Map<number, RowProblem>,
  ): Promise<void> => {
    const keyOf = (record: Candidate['record']): string | null => {
      const values = names.map((name) => record[name]);
      if (values.includes(null) || values.includes(undefined)) return null;
      // As the database's index compares them.
      return JSON.stringify([names, values.map((value, i) => (isText(names[i]) ? fold(String(value)) : value))]);
    };
    const complete = chunk.filter(({ row, record }) => !problems.has(row) && keyOf(record) !== null);
    if (complete.length === 0) return;
    const filter: Filter = {
      any: complete.map(({ record }) => ({
        // Whatever their case; another accent is left to the database.
        all: names.map((name) => ({ field: name, op: isText(name) ? 'startsWith' : 'eq', value: record[name] })),
      })),
    };
    const { records } = await readPage(tenant, actor, {
      definition,
      filter,
      sort: defaultSort(definition),
      // Longer values begin alike.
      limit: complete.length * 3,
    });
    const there = new Map(records.map((record) => [keyOf(record), record.id]));
    const [field = ''] = names;
    for (const { row, record } of complete) {
      const key = keyOf(record) ?? '';
      const owner = there.get(key) ?? earlier.get(key) ?? record.id;
      earlier.set(key, owner);
      if (owner !== record.id)
        problems.set(row, {
          field,
          message: `${definition.fields[field]?.label}: another ${definition.label.one.toLowerCase()} has this already.`,
        });
    }
  };

  return async (actor, chunk) => {
    const problems = new Map<number, RowProblem>();
    for (const names of definition.unique ?? []) await check(actor, names, chunk, problems);
    return problems;
  };
};
