import type { Collection } from '#shared/collection.ts';

/** A person made by a form could not sign in: people come by invitation, or from the command line. */
export const isMadeHere = (definition: Collection): boolean => !definition.people;
