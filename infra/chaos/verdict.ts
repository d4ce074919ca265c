import type { MutationAnswer } from '#shared/protocol.ts';
import { fieldEntries } from '#shared/collection.ts';
import type { Facts } from './database.ts';
import { couldSee, type History } from './history.ts';
import type { Operation } from './ledger.ts';
import type { Observer } from './observer.ts';

type Complain = (what: string) => void;

/** Numbers without a hole; in each scope every change names the one before it. */
export const judgeLog = ({ log, head, scopeHeads }: Facts, complain: Complain): void => {
  const last = new Map<string, number>();
  for (const [index, row] of log.entries()) {
    if (row.seq !== index + 1) return complain(`the log has ${row.seq} in the place of ${index + 1}`);
    for (const [scope, prev] of Object.entries(row.prevs)) {
      if (prev !== (last.get(scope) ?? 0))
        complain(`${row.seq} says that ${prev} came before it in ${scope}: it was ${last.get(scope) ?? 0}`);
      last.set(scope, row.seq);
    }
  }
  if (head !== log.length) complain(`the log's head is ${head}, its length ${log.length}`);
  for (const [scope, seq] of last)
    if (scopeHeads.get(scope) !== seq)
      complain(`the head of ${scope} is ${scopeHeads.get(scope)}, its last change ${seq}`);
};

/** Each record is what the log says it became. */
export const judgeRecords = (facts: Facts, { states }: History, complain: Complain): number => {
  let count = 0;
  for (const definition of facts.catalog.collections) {
    for (const [id, record] of facts.records(definition)) {
      count += 1;
      const told = states.get(`${definition.name}/${id}`)?.at(-1)?.record;
      if (!told) complain(`${definition.name}/${id} is not in the log`);
      else if (told.version !== record.version)
        complain(`${definition.name}/${id} is version ${record.version}, the log says ${told.version}`);
      for (const [name] of fieldEntries(definition)) {
        if (told && !equal(told[name], record[name]))
          complain(
            `${definition.name}/${id}.${name} is ${JSON.stringify(record[name])}, the log says ${JSON.stringify(told[name])}`,
          );
      }
      if (told && (told.deletedAt === null) !== (record.deletedAt === null))
        complain(`${definition.name}/${id} is deleted in one of table and log`);
    }
  }
  return count;
};

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

const essence = (answer: MutationAnswer): string =>
  JSON.stringify(answer.ok ? [answer.seq, answer.record?.version ?? null] : [answer.error.code, answer.error.message]);

export const isCall = ({ mutation }: Pick<Operation, 'mutation'>): boolean => mutation.name === 'leads.contact';

/** Whatever was acknowledged happened once, whatever was refused did not, and every client heard the same. */
export const judgeOperations = (facts: Facts, operations: readonly Operation[], complain: Complain): void => {
  const logged = Map.groupBy(facts.log, (row) => row.mid);
  for (const { mutation, answers, changes, on } of operations) {
    const { mid, name } = mutation;
    const all = logged.get(mid) ?? [];
    if (new Set(all.map((row) => `${row.collection}/${row.id}`)).size !== all.length)
      complain(`${name} ${mid} changed a record twice`);
    const rows = all.filter((row) => row.collection === on);
    const stored = facts.answers.get(mid);
    const [first] = answers;
    if (rows.length > 1) complain(`${name} ${mid} changed ${rows.length} records of ${on}`);
    if (!first) continue;
    for (const other of answers) {
      // Who has lost sight of the record is told the same, without it.
      const blind = other.ok && first.ok && (!other.record || !first.record) && other.seq === first.seq;
      if (!blind && essence(other) !== essence(first))
        complain(`${name} ${mid} was answered ${essence(first)} and ${essence(other)}`);
    }
    if (!stored) complain(`the answer to ${name} ${mid} was not kept`);
    else if (stored.ok !== first.ok)
      complain(`${name} ${mid} was answered ${essence(first)}, and kept as ${JSON.stringify(stored)}`);
    const [row] = rows;
    if (!first.ok && all[0])
      complain(`${name} ${mid} was refused (${first.error.code}), and is in the log as ${all[0].seq}`);
    // A call leaves its lead as it is where one was recorded already by a clock that is ahead: the attempt is logged.
    const isLogged = row !== undefined || (isCall({ mutation }) && all.length > 0);
    if (first.ok && changes && !isLogged)
      complain(`${name} ${mid} was acknowledged as ${first.seq}, and is not in the log`);
    if (first.ok && row && row.seq !== first.seq)
      complain(`${name} ${mid} was acknowledged as ${first.seq}, and is in the log as ${row.seq}`);
    if (first.ok && row && first.record && first.record.version !== row.version)
      complain(`${name} ${mid} was acknowledged with version ${first.record.version}, and logged with ${row.version}`);
  }
};

type Seen = { readonly name: string; readonly userId: string; readonly observer: Observer };

/** No client received a text that was not theirs to read when the log had it, or in an answer `grace` milliseconds before. */
export const judgeSightings = (
  history: History,
  seen: readonly Seen[],
  { grace, complain }: { readonly grace: number; readonly complain: Complain },
): number => {
  let count = 0;
  for (const { name, userId, observer } of seen) {
    for (const [word, { change, answer }] of observer.sightings) {
      count += 1;
      if (change !== null && !couldSee(history, userId, word, null))
        complain(`${name} received ${word} in a change (${history.homes.get(word) ?? 'never written'})`);
      else if (answer !== null && !couldSee(history, userId, word, answer, grace))
        complain(`${name} received ${word} in an answer (${history.homes.get(word) ?? 'never written'})`);
    }
  }
  return count;
};

/** No client received even the id of a clinic that was never theirs. */
export const judgeIds = ({ grants }: History, seen: readonly Seen[], complain: Complain): void => {
  for (const { name, userId, observer } of seen) {
    const held = new Set((grants.get(userId) ?? []).flatMap(({ scopes }) => [...scopes]));
    if (held.has('clinics:all')) continue;
    for (const id of observer.ids) if (!held.has(`clinics:member:${id}`)) complain(`${name} received the id of ${id}`);
  }
};
