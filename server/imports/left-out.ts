import type { Catalog } from '#shared/catalog.ts';
import type { Collection } from '#shared/collection.ts';
import { customFieldNamed } from '#shared/custom-field.ts';
import type { LeftOut } from '#shared/retired.ts';

/** Counts what rows came in without, because it went out of use after the file had been read. */
export type LeftOutCounter = {
  /** What one row came in without. */
  readonly count: (leftOut: readonly LeftOut[]) => void;
  /** A sentence for each field and choice, for the person who imports; null where nothing was left out. */
  readonly remark: () => string | null;
};

export const createLeftOutCounter = (
  catalog: () => Catalog,
  collection: Collection,
  dryRun: boolean,
): LeftOutCounter => {
  /** By field and choice, not by their labels: those may change while the rows come in. */
  const counts = new Map<string, { readonly what: LeftOut; rows: number }>();

  const labelOf = (name: string): string => {
    const label = customFieldNamed(catalog(), collection.name, name)?.['label'];
    return typeof label === 'string' ? label : name;
  };

  const nameOf = ({ field: name, choice }: LeftOut): string => {
    const field = catalog().of(collection).fields[name];
    const label = field?.label ?? labelOf(name);
    if (choice === null) return `"${label}"`;
    return `"${field?.choices?.find(({ value }) => value === choice)?.label ?? choice}" (${label})`;
  };

  const sentence = ({ what, rows: count }: { readonly what: LeftOut; readonly rows: number }): string => {
    const rows = count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`;
    const came = dryRun ? 'would be imported' : `${count === 1 ? 'was' : 'were'} imported`;
    return `${nameOf(what)} is not in use any more: ${rows} ${came} without it.`;
  };

  return {
    count: (leftOut) => {
      for (const what of leftOut) {
        const key = JSON.stringify([what.field, what.choice]);
        const counted = counts.get(key) ?? { what, rows: 0 };
        counted.rows += 1;
        counts.set(key, counted);
      }
    },
    remark: () => (counts.size === 0 ? null : [...counts.values()].map(sentence).join(' ')),
  };
};
