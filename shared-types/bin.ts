import type { AnyRecord } from './collection.ts';

/** So many days what was deleted can be found and restored; then it is gone. */
export const binDays = 90;

/** A deleted record, as those see it who may restore it. */
export type BinEntry = {
  /** As it was when it was deleted. */
  readonly record: AnyRecord;
  /** ISO. */
  readonly deletedAt: string;
  /** Null where the product itself did. */
  readonly deletedBy: { readonly id: string; readonly name: string } | null;
};

/** Its records are deleted by people, and can be restored by them. */
export const hasBin = ({ internal, single }: { readonly internal?: boolean; readonly single?: boolean }): boolean =>
  internal !== true && single !== true;
