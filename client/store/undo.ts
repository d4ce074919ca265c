import { createSignal, type Accessor } from 'solid-js';
import type { Change, MutationAnswer } from '#shared/protocol.ts';
import { undoOf } from '#shared/run-command.ts';
import { uptime } from '#client/lib/pause.ts';
import type { Made, Mutate } from './mutate.ts';
import {
  isAbout,
  severalOf,
  shownStep,
  singleOf,
  unseen,
  type Blocked,
  type Group,
  type Several,
  type Single,
  type Step,
  type Steps,
  type UndoStep,
} from './undo-steps.ts';

/**
 * What Ctrl+Z takes back: always my last act. An act that cannot be undone stands in the way of those before it, so that
 * nothing else is undone in its place.
 */
export type Undo = {
  /** `about`: the record, where the mutation does not say. */
  push(made: Made, about?: string): void;
  /** An act over many records, from its start: they are undone together. */
  pushGroup(group: Group): void;
  /** An act that cannot be undone. Gives what takes it out again, for when it was refused. */
  block(act: Blocked): () => void;
  /** Others' changes decide whether the server has to be asked before anything is shown as undone. */
  change(change: Change): void;
  /** I may no longer see this record: it cannot be changed back, and its name must not stay on a button. */
  drop(id: string): void;
  /** My access changed: nothing from before can be undone. */
  clear(): void;
  /** My last act; null when there was none. */
  readonly last: Accessor<UndoStep | null>;
  /** What was undone last; null when an act followed. */
  readonly next: Accessor<UndoStep | null>;
  /**
   * Undoes my last act; null when there is none, or where it cannot be undone. For an act over many records, the first
   * that was refused.
   */
  run(): Promise<MutationAnswer | null>;
  /** Does again what was undone last; null when there is none. */
  redo(): Promise<MutationAnswer | null>;
  /** Undoes an act by its number, whatever was done since; false where it cannot be undone any more. */
  runGroup(key: string): Promise<boolean>;
};

type Ports = {
  readonly mutate: Mutate;
  readonly me: () => string | undefined;
  /** Whether what is sent now is answered soon. */
  readonly isLive: () => boolean;
  /** Undone as far as is known here; once more when the server has answered. */
  readonly onUndone: () => void;
};

const most = 20;

const createSteps = (): Steps => {
  const [all, setAll] = createSignal<readonly Step[]>([]);
  return {
    all,
    last: () => all().at(-1),
    // In the order in which they were begun: one that could not be undone comes back to its place.
    add: (step) => void setAll([...all(), step].toSorted((a, b) => a.at - b.at).slice(-most)),
    remove: (step) => void setAll(all().filter((one) => one !== step)),
    replace: (change) => {
      const next = all().map(change);
      if (next.some((step, at) => step !== all()[at])) setAll(next);
    },
    clear: () => void setAll([]),
  };
};

export const createUndo = (ports: Ports): Undo => {
  const done = createSteps();
  const undone = createSteps();

  const act = (step: Step): void => {
    undone.clear();
    done.add(step);
  };

  /** It cannot be undone, and nothing before it is undone in its place. */
  const refuse = (from: Steps, { label, at, id }: Step, { code, message }: { code: string; message: string }): void => {
    // What failed to be done again leaves nothing behind.
    if (from === undone) return;
    const barrier: Step = { kind: 'barrier', label, at, id, why: message };
    done.add(code === 'NOT_FOUND' ? unseen(barrier) : barrier);
  };

  /** Takes a step off one stack, and its opposite onto the other. */
  const turnOne = async (step: Single, from: Steps, to: Steps, verb: string): Promise<MutationAnswer> => {
    // Cut off, an answer may take long: it is undone at once, and sent after what it undoes.
    if (ports.isLive()) {
      const first = await step.answer;
      // Refused meanwhile, and so undone already.
      if (!first.ok) return first;
    }
    const { mutation, rows, label } = step;
    const undoing = step.doubtful ? null : { at: mutation.moment.now, rows };
    const options = { undo: false, describe: `${verb}: ${label}` };
    const turned: Single[] = [];
    const asked = ports.mutate(undoOf(mutation.command), { of: step.mid }, options, {
      undoing,
      onMade: (made) => turned.push(...[singleOf(made, label, step.id)].filter((one) => one !== null)),
    });
    ports.onUndone();
    const answer = await asked;
    if (answer.ok) turned.forEach(to.add);
    else if (answer.error.code === 'UNAVAILABLE') from.add(step);
    else refuse(from, step, answer.error);
    ports.onUndone();
    return answer;
  };

  const turnGroup = async (step: Several, from: Steps, to: Steps): Promise<MutationAnswer | null> => {
    const { group } = step;
    group.stop();
    if (!(await group.over)) return null;
    const { results, again } = await group.undo();
    const refused = results.find(({ answer }) => !answer.ok)?.answer;
    if (again) to.add(severalOf(again));
    // Without a connection nothing of it was undone: it can be tried again.
    else if (refused && !refused.ok && refused.error.code === 'UNAVAILABLE') from.add(step);
    else if (refused && !refused.ok) refuse(from, step, refused.error);
    return refused ?? results[0]?.answer ?? null;
  };

  const turn = async (from: Steps, to: Steps, verb: string): Promise<MutationAnswer | null> => {
    const step = from.last();
    if (!step || step.kind === 'barrier') return null;
    from.remove(step);
    return step.kind === 'one' ? turnOne(step, from, to, verb) : turnGroup(step, from, to);
  };

  return {
    push: (made, about) => {
      const step = singleOf(made, made.mutation.label, made.mutation.id ?? about ?? null);
      if (!step) return;
      act(step);
      void step.answer.then((given) => (given.ok ? undefined : done.remove(step)));
    },
    pushGroup: (group) => {
      const step = severalOf(group);
      act(step);
      void group.over.then((changed) => (changed ? undefined : done.remove(step)));
    },
    block: (blocked) => {
      const step: Step = { kind: 'barrier', at: uptime(), ...blocked };
      act(step);
      return () => done.remove(step);
    },
    change: (news) => {
      if (!news.by || news.by.id === ports.me()) return;
      for (const step of [...done.all(), ...undone.all()])
        if (step.kind === 'one' && step.rows.some(({ id }) => id === news.id)) step.doubtful = true;
    },
    drop: (id) => {
      // Of many, the others can still be undone; the label of an act names none of them.
      done.replace((step) => (step.kind !== 'group' && isAbout(step, id) ? unseen(step) : step));
      if (undone.all().some((step) => isAbout(step, id))) undone.clear();
    },
    clear: () => {
      const last = done.last();
      done.clear();
      undone.clear();
      if (last) done.add({ ...unseen(last), why: 'What you may see and do has changed since.' });
    },
    last: () => shownStep(done.last()),
    next: () => shownStep(undone.last()),
    run: () => turn(done, undone, 'Undo'),
    redo: () => turn(undone, done, 'Redo'),
    runGroup: async (key) => {
      const step = done.all().find((one) => one.kind === 'group' && one.group.key === key);
      if (step?.kind !== 'group') return false;
      done.remove(step);
      await turnGroup(step, done, undone);
      return true;
    },
  };
};
