import type { Moment } from '#shared/actor.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import { compileFilter, fieldsIn, type Filter } from '#shared/filter.ts';

/** What a filter depends on, and what a few fields alone decide where the whole record is not held. */
export type FilterDependencies = {
  /** The fields on which an answer depends. */
  readonly fields: ReadonlySet<string>;
  /** These values alone put any record outside. */
  excludes(values: Patch): boolean;
  /** Its answer depends on the date. */
  readonly dependsOnDay: boolean;
};

export const dependenciesOf = (filter: Filter, definition: Collection, moment: Moment): FilterDependencies => {
  const parts = partsOf(filter).map((part) => ({
    fields: fieldsIn(part, definition),
    test: compileFilter(part, definition, moment),
  }));
  return {
    fields: new Set(parts.flatMap((part) => part.fields)),
    // A part that looks at nothing but given fields decides by itself.
    excludes: (values) =>
      parts.some(
        ({ fields, test }) => fields.length > 0 && fields.every((name) => name in values) && !test(values as AnyRecord),
      ),
    dependsOnDay: /"today(?:[+-]\d{1,4})?"/.test(JSON.stringify(filter)),
  };
};

/** The conditions that must all hold. */
const partsOf = (filter: Filter): Filter[] => ('all' in filter ? filter.all.flatMap(partsOf) : [filter]);
