/** The number by which the readers of one tenant in this pod know a scope. Given once, and never to another scope. */
export type ScopeNumbers = (scope: string) => number;

export const createScopeNumbers = (): ScopeNumbers => {
  const numbers = new Map<string, number>();
  return (scope) => {
    const known = numbers.get(scope);
    if (known !== undefined) return known;
    numbers.set(scope, numbers.size);
    return numbers.size - 1;
  };
};
