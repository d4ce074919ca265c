import type { AnyRecord } from './collection.ts';
import type { Find } from './record-ref.ts';
import { runCommand, targetOf, type Runnable, type RunInput } from './run-command.ts';
import type { Rules, Write } from './transaction.ts';

const unknown: Find = () => undefined;

const noRules: Rules = { effects: [], linksTo: () => [] };

/** A command that changes one record, without the rules around it: for an import's dry run, and for tests of rules. */
export const runOnRecord = (
  command: Runnable,
  {
    record,
    newId,
    args,
    above = unknown,
    ...input
  }: Pick<RunInput, 'args' | 'actor' | 'moment' | 'catalog' | 'undoing'> & {
    readonly record: AnyRecord | null;
    readonly newId: string;
    /** Of a child: its parents. */
    readonly above?: Find;
  },
): Pick<Write, 'op' | 'next' | 'patch'> => {
  const id = targetOf(command, args) ?? newId;
  const find: Find = (definition, wanted) =>
    definition === command.collection && wanted === id ? record : above(definition, wanted);
  const all = command.verb === 'create' ? { ...args, id } : args;
  const { writes, subject } = runCommand(command, { ...input, args: all, find, mid: newId, rules: noRules });
  const [write] = writes;
  if (write) return write;
  if (!subject) throw new Error(`${command.name} is about no record`);
  return { op: 'update', next: subject, patch: {} };
};
