import { doNotContactCost } from '#server/records/do-not-contact.ts';

type Input = { readonly mutations?: unknown; readonly limit?: unknown; readonly ids?: unknown };

/** How many mutations, or records of an answer, weigh as much as one message. */
const mutationsPerMessage = 20;
const recordsPerMessage = 50;
/** A page of what was missed is the largest of all answers. */
const syncCost = 3;

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

/**
 * How many messages of a person's allowance one message counts as: those that ask for more cost more. Never more than
 * `most`, so that whatever is allowed at all becomes possible by waiting.
 */
export const messageCost = (name: string, input: unknown, most: number): number => {
  const { mutations, limit, ids } = (input ?? {}) as Input;
  const asked = (): number => {
    switch (name) {
      case 'mutateMany':
        return lengthOf(mutations) / mutationsPerMessage;
      case 'query':
        return typeof limit === 'number' ? limit / recordsPerMessage : 1;
      case 'get':
        return lengthOf(ids) / recordsPerMessage;
      case 'sync':
        return syncCost;
      case 'doNotContact':
        return doNotContactCost;
      default:
        return 1;
    }
  };
  return Math.min(Math.max(1, Math.ceil(asked()) || 1), most);
};
