import { createSignal } from 'solid-js';

/** Two values for one field of an open record, until one of them is chosen. */
export type Conflict = {
  readonly id: string;
  readonly field: string;
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly by: string | null;
  readonly version: number | null;
};

/** The conflicts that are asked about in the open record itself. */
export type OpenConflicts = {
  readonly of: (id: string) => readonly Conflict[];
  readonly add: (conflict: Conflict) => void;
  readonly settle: (conflict: Conflict) => void;
  readonly clear: (id: string) => void;
};

const isSame = (a: Conflict, b: Conflict): boolean => a.id === b.id && a.field === b.field;

export const createOpenConflicts = (): OpenConflicts => {
  const [open, setOpen] = createSignal<readonly Conflict[]>([]);
  return {
    of: (id) => open().filter((conflict) => conflict.id === id),
    add: (conflict) => setOpen((all) => [...all.filter((one) => !isSame(one, conflict)), conflict]),
    settle: (conflict) => setOpen((all) => all.filter((one) => !isSame(one, conflict))),
    clear: (id) => setOpen((all) => (all.some((one) => one.id === id) ? all.filter((one) => one.id !== id) : all)),
  };
};
