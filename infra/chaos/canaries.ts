/**
 * Words that occur nowhere else: each is written into one field of one record by one mutation. A client that receives one has
 * received that very text, wherever in whatever message it was.
 */
export type Canaries = { count: number };

export const canary = (canaries: Canaries): string => `canary-${(canaries.count += 1)}-`;

export const canariesIn = (text: string): string[] => text.match(/canary-\d+-/g) ?? [];
