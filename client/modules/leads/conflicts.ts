import { createSignal } from 'solid-js';

export type Conflict = {
  readonly id: string;
  readonly field: string;
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly by: string | null;
  readonly version: number | null;
};

/** Two values for one field of an open lead, until one of them is chosen. */
export type Conflicts = {
  readonly of: (id: string) => readonly Conflict[];
  readonly add: (conflict: Conflict) => void;
  readonly settle: (conflict: Conflict) => void;
  readonly forget: (id: string) => void;
};

export const createConflicts = (): Conflicts => {
  const [open, setOpen] = createSignal<readonly Conflict[]>([]);
  const same = (a: Conflict, b: Conflict): boolean => a.id === b.id && a.field === b.field;
  return {
    of: (id) => open().filter((conflict) => conflict.id === id),
    add: (conflict) => setOpen((all) => [...all.filter((one) => !same(one, conflict)), conflict]),
    settle: (conflict) => setOpen((all) => all.filter((one) => !same(one, conflict))),
    forget: (id) => setOpen((all) => (all.some((one) => one.id === id) ? all.filter((one) => one.id !== id) : all)),
  };
};
