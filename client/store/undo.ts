import { createSignal, type Accessor } from 'solid-js';
import type { Change, MutationAnswer } from '#shared/protocol.ts';
import { undoOf } from '#shared/run-command.ts';
import type { UndoRow } from '#shared/undo.ts';
import type { BulkResult } from './bulk.ts';
import type { Made, Mutate } from './mutate.ts';
import { undoRow } from './optimistic.ts';

export type Undo = {
  push(made: Made): void;
  /** Many changes of one act, once they are made: they are undone together. */
  pushGroup(group: Group): void;
  /** Others' changes decide whether the server has to be asked before anything is shown as undone. */
  change(change: Change): void;
  /** I may no longer see this record: it cannot be changed back, and its name must not stay on a button. */
  drop(id: string): void;
  /** My access changed: nothing from before can be undone. */
  clear(): void;
  readonly last: Accessor<UndoStep | null>;
  /** Undoes my last change; null when there is none. For many changes of one act, the first that was refused. */
  run(): Promise<MutationAnswer | null>;
  /** Undoes an act by its number, whatever was done since; false where it cannot be undone any more. */
  runGroup(key: string): Promise<boolean>;
};

/** What can be undone next. `group`: the number of the act, where it is many changes. */
export type UndoStep = {
  readonly label: string;
  /** By `uptime`. */
  readonly at: number;
  readonly id: string;
  readonly group: string | null;
};

export type Group = {
  /** The act's number. */
  readonly key: string;
  readonly label: string;
  /** By `uptime`. */
  readonly at: number;
  /** The records that were changed. */
  readonly ids: readonly string[];
  /** Undoes them, a result each; says what stayed as it was. */
  readonly undo: () => Promise<readonly BulkResult[]>;
};

type Ports = {
  readonly mutate: Mutate;
  readonly me: () => string | undefined;
  /** Undone as far as is known here; once more when the server has answered. */
  readonly onUndone: () => void;
};

type Step = { readonly label: string; readonly at: number; readonly id: string } & (
  | { readonly kind: 'group'; readonly group: Group }
  | {
      readonly kind: 'one';
      readonly mid: string;
      readonly mutation: Made['mutation'];
      readonly rows: readonly UndoRow[];
      readonly answer: Promise<MutationAnswer>;
      /** Another person changed one of the records since: only the server knows whether that is in the way. */
      doubtful: boolean;
    }
);

const most = 20;

export const createUndo = (ports: Ports): Undo => {
  const [steps, setSteps] = createSignal<readonly Step[]>([]);

  const removeStep = (step: Step): void => {
    setSteps(steps().filter((one) => one !== step));
  };

  const add = (step: Step): void => {
    setSteps([...steps(), step].slice(-most));
  };

  const undoOne = async (step: Extract<Step, { kind: 'one' }>): Promise<MutationAnswer> => {
    const made = await step.answer;
    // Refused meanwhile, and so undone already.
    if (!made.ok) return made;
    const { mutation, rows, label } = step;
    const undoing = step.doubtful ? null : { at: mutation.moment.now, rows };
    const options = { undo: false, describe: `Undo: ${label}` };
    const asked = ports.mutate(undoOf(mutation.command), { of: step.mid }, options, { undoing });
    ports.onUndone();
    const answer = await asked;
    if (!answer.ok && answer.error.code === 'UNAVAILABLE') add(step);
    ports.onUndone();
    return answer;
  };

  const undoGroup = async (step: Extract<Step, { kind: 'group' }>): Promise<MutationAnswer | null> => {
    const results = await step.group.undo();
    // Without a connection nothing of it was undone: it can be tried again.
    if (results.every(({ answer }) => !answer.ok && answer.error.code === 'UNAVAILABLE')) add(step);
    return (results.find(({ answer }) => !answer.ok) ?? results[0])?.answer ?? null;
  };

  return {
    push: ({ mutation, answer }) => {
      const rows = mutation.outcome.map(undoRow);
      const id = mutation.id ?? rows[0]?.id;
      if (rows.length === 0 || id === undefined) return;
      const { label, madeAt: at, mid } = mutation;
      const step: Step = { kind: 'one', label, at, id, mid, mutation, rows, answer, doubtful: false };
      add(step);
      void answer.then((given) => (given.ok ? undefined : removeStep(step)));
    },
    pushGroup: (group) => {
      const [id] = group.ids;
      if (id !== undefined) add({ kind: 'group', label: group.label, at: group.at, id, group });
    },
    change: (news) => {
      if (!news.by || news.by.id === ports.me()) return;
      for (const step of steps())
        if (step.kind === 'one' && step.rows.some(({ id }) => id === news.id)) step.doubtful = true;
    },
    drop: (id) => {
      const isAbout = (step: Step): boolean =>
        step.id === id || (step.kind === 'one' && step.rows.some((row) => row.id === id));
      // Of many, the others can still be undone; the label of an act names none of them.
      if (steps().some(isAbout)) setSteps(steps().filter((step) => step.kind === 'group' || !isAbout(step)));
    },
    clear: () => setSteps([]),
    last: () => {
      const step = steps().at(-1);
      if (!step) return null;
      return { label: step.label, at: step.at, id: step.id, group: step.kind === 'group' ? step.group.key : null };
    },
    run: async () => {
      const step = steps().at(-1);
      if (!step) return null;
      removeStep(step);
      return step.kind === 'one' ? undoOne(step) : undoGroup(step);
    },
    runGroup: async (key) => {
      const step = steps().find((one) => one.kind === 'group' && one.group.key === key);
      if (step?.kind !== 'group') return false;
      removeStep(step);
      await undoGroup(step);
      return true;
    },
  };
};
