import type { Role } from './actor.ts';

/** What every collection knows; a collection names those that it adds (`assign`, `suppress`) in its `actions`. */
export const ownActions = ['view', 'create', 'update', 'delete', 'export', 'import'] as const;
export type OwnAction = (typeof ownActions)[number];

/**
 * Where someone may do something: in every record, in those that name them, in those of a group that they are a member
 * of, or in one of the collection's scopes. The middle two mean the scopes of the collection that go by such a field.
 */
export type Where = 'everywhere' | { readonly is: 'self' } | { readonly memberOf: string } | { readonly scope: string };

/** What a role may do: all that the collection knows, in every record; or, for each action, where. */
export type Grants<A extends string = string> =
  | 'everything'
  | { readonly [action in OwnAction | A]?: Where | readonly Where[] };

/** Who may do what. A role that is not named may do nothing. */
export type Access<A extends string = string> = { readonly [role in Role]?: Grants<A> };

// The words that definitions are written with: `clinic_staff: { view: inMyClinics, create: inMyClinics }`.
export const everything = 'everything';
export const everywhere = 'everywhere';
/** In records that name oneself: as their owner, as the one they are assigned to. */
export const mine: Where = { is: 'self' };
export const inScope = (scope: string): Where => ({ scope });
