import type { Actor, Moment } from './actor.ts';
import { can, present, heldScopes } from './can.ts';
import type { Catalog } from './catalog.ts';
import type { Action, AnyRecord, Collection, Patch, WriteContext } from './collection.ts';
import { rawValues, requireValues } from './command.ts';
import type { Consequences } from './on-delete.ts';
import { keyOf, ref, type Find } from './record-ref.ts';
import { Refusal, invalid, notFound } from './refusal.ts';
import { clearDeadLinks, refuseRestore } from './restore.ts';
import {
  NotRead,
  type Linked,
  type LinkQuery,
  type Op,
  type Rules,
  type Transaction,
  type Write,
} from './transaction.ts';
import {
  applyDefaultScope,
  defaultsOf,
  dropNulls,
  patchOf,
  refuseFields,
  refuseFieldsOnCreate,
  refuseRetired,
  requiredOf,
} from './write-rules.ts';

/** How one write is made: what it asks of the actor, and what came from a person. */
export type How = {
  /** What the actor needs on the record; null where it follows by a rule from what they may do. */
  readonly action: Action | null;
  /** The fields that the person set, as opposed to those that follow from them. */
  readonly set: ReadonlySet<string>;
  /** How values were typed, where a field keeps that. */
  readonly typed?: Patch;
  /** False puts back exactly these values. */
  readonly derive?: boolean;
  /** The id of a record to create; the next one of the mutation unless given. */
  readonly id?: string;
  /** Where what points at it goes, as it is deleted or made inactive. */
  readonly moveTo?: string | null;
  /** ISO; when a record that is created came to be, where that was before now. */
  readonly createdAt?: string | null;
};

export type Scene = {
  readonly actor: Actor;
  readonly moment: Moment;
  /** The tenant's: what a module names by the product's definition is written by the tenant's of that name. */
  readonly catalog: Catalog;
  readonly rules: Rules;
  readonly reason: () => string | null;
  /** When the change was made that is taken back now; null when none is. */
  readonly undoes: string | null;
  readonly find: Find;
  /** Who points at a record; undefined in a browser, which cannot know. */
  readonly linked?: ((query: LinkQuery) => Linked) | undefined;
  /** What follows for links; undefined in a browser, which leaves it to the server. */
  readonly consequences?: Consequences | undefined;
  readonly newId: () => string;
  readonly forbidden: () => Refusal;
};

export type Ledger = ReturnType<typeof createLedger>;

/** Keeps what a run has written so far, on top of what was found. `derive` and `check` run with every write. */
export const createLedger = (scene: Scene) => {
  const { actor, moment, catalog, rules } = scene;
  const written = new Map<string, AnyRecord>();
  const writes: Write[] = [];
  /** Where the last write to a record stands: a command may write thousands. */
  const lastOf = new Map<string, number>();

  const read: Find = (collection, id) => written.get(keyOf(collection, id)) ?? scene.find(collection, id);

  const known = (asked: Collection, id: string): AnyRecord | null => {
    const collection = catalog.of(asked);
    const record = read(collection, id);
    if (record === undefined) throw new NotRead(ref(collection, id));
    return record;
  };

  const may = (action: Action, collection: Collection, record: AnyRecord): boolean =>
    can(actor, action, collection, record, known);

  const contextOf = (collection: Collection, subject: AnyRecord, set: ReadonlySet<string>): WriteContext => ({
    ...moment,
    catalog,
    actor,
    reason: scene.reason(),
    undoes: scene.undoes,
    set,
    may: (action) => may(action, collection, subject),
  });

  const put = (write: Write): AnyRecord => {
    const key = keyOf(write.collection, write.next.id);
    written.set(key, write.next);
    // One change a record and mutation: what is written twice is announced once.
    const at = lastOf.get(key) ?? writes.length;
    const last = writes[at];
    if (last && write.op === 'update' && last.op !== 'delete')
      writes[at] = { ...last, next: write.next, patch: patchOf(write.collection, last.previous, write.next) };
    else {
      lastOf.set(key, writes.length);
      writes.push(write);
    }
    return write.next;
  };

  const seen = (asked: Collection, id: string): AnyRecord => {
    const collection = catalog.of(asked);
    const record = known(collection, id);
    if (!record || record.deletedAt !== null || !may('view', collection, record)) throw notFound(collection.label.one);
    return record;
  };

  const create = (asked: Collection, values: Patch, how: How): AnyRecord => {
    const collection = catalog.of(asked);
    const id = how.id ?? scene.newId();
    // Saying more would tell a stranger which ids exist.
    if (read(collection, id))
      throw new Refusal('DUPLICATE', 'This id is taken; create with a new one.', { field: 'id' });
    const system = {
      version: 1,
      createdAt: how.createdAt && how.createdAt < moment.now ? how.createdAt : moment.now,
      createdBy: actor.id,
      updatedAt: moment.now,
      updatedBy: actor.id,
      deletedAt: null,
    };
    const raw = rawValues(how.typed ?? values, values, collection.fields);
    const bare = { ...defaultsOf(collection), ...dropNulls(values), ...raw, id, ...system } as unknown as AnyRecord;
    const started = how.action === null ? bare : applyDefaultScope(bare, collection, actor, values, known);
    const next = derived(collection, started, null, contextOf(collection, started, how.set));
    requireValues(next, collection.fields);
    refuseRetired(next, null, collection);
    const context = contextOf(collection, next, how.set);
    collection.check?.(next as never, null, context);
    if (how.action !== null) {
      if (!context.may(how.action)) throw scene.forbidden();
      refuseFieldsOnCreate(collection, next, how.set, actor, context);
    }
    return put({ collection, op: 'create', previous: null, next, patch: patchOf(collection, null, next) });
  };

  const update = (asked: Collection, record: AnyRecord, values: Patch, how: How): AnyRecord => {
    const collection = catalog.of(asked);
    const context = contextOf(collection, record, how.set);
    if (how.action !== null) {
      if (!context.may(how.action)) throw scene.forbidden();
      refuseFields(collection, record, values, context);
    }
    const raw = how.derive === false ? {} : rawValues(how.typed ?? values, values, collection.fields);
    const merged = { ...record, ...values, ...raw };
    const next = how.derive === false ? merged : derived(collection, merged, record, context);
    if (how.derive !== false) refuseRetired(values, record, collection);
    requireValues(next, requiredOf(collection, record));
    collection.check?.(next as never, record as never, context);
    const patch = patchOf(collection, record, next);
    if (Object.keys(patch).length === 0) {
      if (how.moveTo) throw nothingToMove();
      return record;
    }
    put({ collection, op: 'update', previous: record, next, patch });
    const { active } = collection;
    if (active !== undefined && record[active] === true && next[active] !== true)
      scene.consequences?.followRemoval(ledger, scene, collection, next, 'onDeactivate', how.moveTo);
    else if (how.moveTo) throw nothingToMove();
    return next;
  };

  /** `values` are put into the record as it goes. */
  const remove = (asked: Collection, record: AnyRecord, how: How, values: Patch = {}): AnyRecord => {
    const collection = catalog.of(asked);
    const context = contextOf(collection, record, how.set);
    if (how.action !== null && !context.may(how.action)) throw scene.forbidden();
    const next = { ...record, ...values, deletedAt: moment.now };
    collection.check?.(next as never, record as never, context);
    put({ collection, op: 'delete', previous: record, next, patch: patchOf(collection, record, next) });
    scene.consequences?.followRemoval(ledger, scene, collection, next, 'onDelete', how.moveTo);
    return next;
  };

  /** What it links to is looked at once everything that comes back is there. */
  const restore = (asked: Collection, record: AnyRecord, how: How): AnyRecord => {
    const collection = catalog.of(asked);
    refuseRestore(ledger, scene, collection, record, how.action);
    const next = { ...record, deletedAt: null };
    collection.check?.(next as never, record as never, contextOf(collection, record, how.set));
    return put({ collection, op: 'restore', previous: record, next, patch: {} });
  };

  /** The face that a module sees. `actionFor` says what a write asks of the actor; `sees` what it may read. */
  const facing = (
    actionFor: (collection: Collection, op: Op, fields: readonly string[]) => Action | null,
    sees: (collection: Collection, id: string) => AnyRecord,
  ): Transaction => {
    const how = (collection: Collection, op: Op, values: Patch = {}): How => ({
      action: actionFor(collection, op, Object.keys(values)),
      set: new Set(Object.keys(dropNulls(values))),
    });
    return {
      get: (collection, id) => sees(collection, id) as never,
      create: (collection, values) => create(collection, values, how(collection, 'create', values)) as never,
      update: (collection, id, patch) =>
        update(collection, sees(collection, id), patch, how(collection, 'update', patch)) as never,
      delete: (collection, id) => void remove(collection, sees(collection, id), how(collection, 'delete')),
      restore: (collection, id) => {
        const record = known(collection, id);
        if (!record) throw notFound(collection.label.one);
        restore(collection, record, how(collection, 'restore'));
      },
    };
  };

  const ledger = {
    read,
    known,
    seen,
    may,
    contextOf,
    create,
    update,
    remove,
    restore,
    /** The same with all that was deleted along with it. */
    restoreWhole: (collection: Collection, record: AnyRecord, how: How): AnyRecord => {
      const back = restore(collection, record, how);
      scene.consequences?.followRestore(ledger, scene, collection, record);
      return back;
    },
    /** Throws where `restore` would, for a record that is deleted or for one that is not. */
    refuseRestore: (collection: Collection, record: AnyRecord, action: Action | null): void =>
      refuseRestore(ledger, scene, collection, record, action),
    facing,
    /** The record as this actor is shown it; null where they do not see it. */
    shown: (collection: Collection, record: AnyRecord): AnyRecord | null =>
      present(collection, record, heldScopes(actor, 'view', collection), known),
    /** Everything written, in order; what came back to what it was is no write. */
    writes: (): readonly Write[] => writes.filter(({ op, patch }) => op !== 'update' || Object.keys(patch).length > 0),
    /** What rules do: they see everything, and need no right. */
    own: (): Transaction =>
      facing(
        () => null,
        (collection, id) => {
          const record = known(collection, id);
          if (!record) throw notFound(collection.label.one);
          return record;
        },
      ),
    /** Runs what follows from the writes so far by modules' rules, and what follows from that; then looks at all links. */
    runEffects: (): void => {
      const context = { ...moment, actor, reason: scene.reason() };
      let settled = 0;
      const mostAt = writes.length + mostEffects;
      for (let at = 0; at < writes.length; at++) {
        if (at === settled) {
          const added = writes.slice(settled);
          settled = writes.length;
          clearDeadLinks(
            ledger,
            scene,
            added.filter(({ op }) => op === 'restore'),
          );
        }
        const write = writes[at];
        if (!write) continue;
        // A ring of effects is a defect.
        if (at > mostAt) throw new Error(`${write.collection.name}: effects do not come to an end`);
        for (const effect of rules.effects)
          if (effect.of.name === write.collection.name) effect.run(ledger.own(), write, context);
      }
      scene.consequences?.checkLinks(ledger, scene, ledger.writes());
    },
  };
  return ledger;
};

/** So many writes may follow from those of a command. */
const mostEffects = 5_000;

const nothingToMove = (): Refusal =>
  invalid('moveTo', 'Records are moved where this one is deleted or made inactive. Leave this out.');

const derived = (
  collection: Collection,
  next: AnyRecord,
  previous: AnyRecord | null,
  context: WriteContext,
): AnyRecord =>
  collection.derive ? { ...next, ...collection.derive(next as never, previous as never, context) } : next;
