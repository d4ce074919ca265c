type Option = { readonly value: string };

/** An option, and whether it is offered no longer. */
export type Placed<T> = T & { readonly gone?: boolean };

/**
 * The options of a list that is open, in the places that they had when it was opened: one that is offered no longer stays
 * and cannot be chosen, and new ones come last. A number or a click then never means another option than it did.
 */
export const keepPlaces = <T extends Option>(before: readonly Placed<T>[], now: readonly T[]): readonly Placed<T>[] => {
  const offered = new Map(now.map((option) => [option.value, option]));
  const known = new Set(before.map(({ value }) => value));
  return [
    ...before.map((option) => offered.get(option.value) ?? { ...option, gone: true }),
    ...now.filter(({ value }) => !known.has(value)),
  ];
};
