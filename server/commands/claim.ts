import type { Catalog } from '#shared/catalog.ts';
import type { Patch } from '#shared/collection.ts';
import { parentRef } from '#shared/record-ref.ts';
import type { Runnable } from '#shared/run-command.ts';
import type { CommandRequest } from './command-request.ts';
import { commandNamed } from './commands.ts';
import { principalId } from './principal-id.ts';

/**
 * What requests touch, as far as they say: two batches run side by side where neither writes what the other one touches.
 * What they touch beyond that is found at the commit, as with another pod's, and such a batch is read again.
 */
export type Claim = {
  /** Ids of records, mids, and who asks: what one person sends is done in its order. */
  readonly writes: Set<string>;
  /** Ids of records that are linked to. */
  readonly reads: Set<string>;
  /** Nothing runs beside it: it decides what others may do, or what it touches is not known before it is read. */
  isAlone: boolean;
};

export const emptyClaim = (): Claim => ({ writes: new Set(), reads: new Set(), isAlone: false });

export const claimOf = (catalog: Catalog, requests: readonly CommandRequest[]): Claim => {
  const claim = emptyClaim();
  for (const request of requests) {
    claim.writes.add(request.mutation.mid).add(`by ${principalId(request.who)}`);
    addTarget(claim, catalog, request);
  }
  return claim;
};

/** Adds what the other one touches. */
export const widen = (claim: Claim, other: Claim): void => {
  for (const key of other.writes) claim.writes.add(key);
  for (const key of other.reads) claim.reads.add(key);
  if (other.isAlone) claim.isAlone = true;
};

export const collide = (one: Claim, other: Claim): boolean =>
  one.isAlone ||
  other.isAlone ||
  !one.writes.isDisjointFrom(other.writes) ||
  !one.writes.isDisjointFrom(other.reads) ||
  !one.reads.isDisjointFrom(other.writes);

const addTarget = (claim: Claim, catalog: Catalog, { who, mutation: { name, args } }: CommandRequest): void => {
  const command = commandNamed(catalog, name, who.kind);
  // There is no such command: it is refused, and touches nothing.
  if (!command && name !== 'undo') return;
  if (!command || reachesFurther(command, args)) {
    claim.isAlone = true;
    return;
  }
  addId(claim.writes, args['id']);
  addLinks(claim, command, args);
  addLinks(claim, command, patchIn(args));
};

const patchIn = ({ patch }: Patch): Patch => (typeof patch === 'object' && patch !== null ? (patch as Patch) : {});

/**
 * Whether it changes whom or what others depend on (people, clinics, the tenant's own choices), or what points at its
 * record: that is known only once it is read.
 */
const reachesFurther = ({ collection, verb }: Runnable, args: Patch): boolean => {
  if (collection.supporting || !['create', 'update', 'change', 'run'].includes(verb)) return true;
  const { active } = collection;
  return 'moveTo' in args || (active !== undefined && (active in args || active in patchIn(args)));
};

/** More than any field may hold. */
const mostRefs = 400;

/** A run may write whatever its links point at; a child is written with an eye on its parent. */
const addLinks = (claim: Claim, command: Runnable, values: Patch): void => {
  const into = command.verb === 'run' ? claim.writes : claim.reads;
  for (const [name, value] of Object.entries(values)) {
    const field = Object.hasOwn(command.input, name) ? command.input[name] : undefined;
    for (const { id } of field?.kind.refs?.(value, field).slice(0, mostRefs) ?? []) addId(into, id);
  }
  addId(claim.writes, parentRef(command.collection, values)?.id);
};

/** Nothing of a request has been checked yet, and an id may come in capitals. */
const addId = (ids: Set<string>, id: unknown): void => {
  if (typeof id === 'string') ids.add(id.toLowerCase());
};
