import type { AnyRecord, Collection } from '#shared/collection.ts';
import { collections } from '#shared/modules/index.ts';
import { isChildOf } from '#shared/record-ref.ts';
import type { Row } from './fake-log.ts';

type Table = (definition: Collection) => ReadonlyMap<string, AnyRecord>;

const childrenOf = (definition: Collection, id: string, table: Table): { definition: Collection; old: AnyRecord }[] =>
  collections
    .filter((child) => isChildOf(child, definition))
    .flatMap((child) =>
      [...table(child).values()]
        .filter((record) => record[child.parent?.field ?? ''] === id)
        .map((old) => ({ definition: child, old })),
    );

/** The children of records whose audience these changes changed: theirs changes with it, and their version counts up. */
export const movedChildren = (
  rows: readonly Row[],
  table: Table,
): Pick<Row, 'definition' | 'id' | 'op' | 'version' | 'patch' | 'old' | 'next'>[] =>
  rows
    .filter((row) => row.old && `${row.before}` !== `${row.after}`)
    .flatMap((row) => childrenOf(row.definition, row.id, table))
    .map(({ definition, old }) => {
      const next = { ...old, version: old.version + 1 };
      return { definition, id: old.id, op: 'update', version: next.version, patch: {}, old, next };
    });
