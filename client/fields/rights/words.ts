import type { Collection } from '#shared/collection.ts';
import type { DifferingPlace } from '#shared/fields/differences.ts';

const words: { readonly [action: string]: string } = {
  view: 'See',
  create: 'Add',
  update: 'Change',
  delete: 'Delete',
  export: 'Export',
  import: 'Import',
};

/** How people call an action: "Change", "Give to a clinic". */
export const actionLabel = ({ actionLabels }: Collection, action: string): string =>
  words[action] ?? (actionLabels as { readonly [action: string]: string } | undefined)?.[action] ?? action;

export const placeLabels: { readonly [place in DifferingPlace]: string } = { all: 'All', own: 'Their own', none: 'No' };
