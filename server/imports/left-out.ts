import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import { customFieldNamed, isCustomName } from '#shared/custom-field.ts';
import { retiredChoice } from '#shared/retired.ts';

/** Counts what rows came in without, because it went out of use after the file had been read. */
export type LeftOut = {
  /** `args`: what the row said; `record`: what came of it. */
  readonly count: (args: Patch, record: AnyRecord) => void;
  /** A sentence for each field and choice, for the person who imports; null where nothing was left out. */
  readonly remark: () => string | null;
};

export const createLeftOut = (catalog: () => Catalog, collection: Collection, dryRun: boolean): LeftOut => {
  const counts = new Map<string, number>();
  const add = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);

  const labelOf = (name: string): string => {
    const label = customFieldNamed(catalog(), collection.name, name)?.['label'];
    return typeof label === 'string' ? label : name;
  };

  const sentence = ([what, count]: readonly [string, number]): string => {
    const rows = count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`;
    const came = dryRun ? 'would be imported' : `${count === 1 ? 'was' : 'were'} imported`;
    return `${what} is not in use any more: ${rows} ${came} without it.`;
  };

  return {
    count: (args, record) => {
      const { fields } = catalog().of(collection);
      for (const [name, value] of Object.entries(args)) {
        if (isCustomName(name) && !Object.hasOwn(record, name)) {
          add(`"${labelOf(name)}"`);
          continue;
        }
        const field = fields[name];
        const held = new Set([record[name]].flat());
        for (const item of field ? [value].flat() : []) {
          const retired = field && !held.has(item) ? retiredChoice(field, item) : undefined;
          if (retired) add(`"${retired.label}" (${field?.label})`);
        }
      }
    },
    remark: () => (counts.size === 0 ? null : [...counts].map(sentence).join(' ')),
  };
};
