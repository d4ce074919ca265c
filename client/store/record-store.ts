import { createSignal, getListener, getOwner, onCleanup } from 'solid-js';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import { isEqual } from '#shared/equality.ts';
import type { Known } from './optimistic.ts';

/** A record as it is held here. */
export type Entry = {
  /** The tenant's, of the catalog that holds now. */
  definition: Collection;
  readonly id: string;
  /** Confirmed by the server. */
  base: Known;
  /** `base` with my unconfirmed changes on top: what screens see. */
  shown: Known;
  /** The version with which it was last said to be gone: older news of it is not believed. */
  goneAt: number;
  /** Scopes that it left with `goneAt`, while others still show it. */
  left: Set<string>;
  /** Not kept up to date for a while: only a whole record counts, whatever its version. */
  stale: boolean;
  /** How many computations look at it; those are never dropped. */
  watchers: number;
  used: number;
  signal: readonly [() => Known, (next: () => Known) => unknown] | undefined;
};

export type RecordStore = {
  peek(definition: Collection, id: string): Entry | undefined;
  /** Makes an entry where there is none. */
  entry(definition: Collection, id: string): Entry;
  /** A reactive read inside a computation, a plain one outside. */
  read(definition: Collection, id: string): Known;
  /** Confirmed news. */
  setBase(entry: Entry, base: Known): void;
  /** My unconfirmed changes to it are others than before. */
  refresh(entry: Entry): void;
  entries(definition: Collection): Iterable<Entry>;
  all(): Iterable<Entry>;
  /** Drops what was not looked at for longest, beyond the limit. */
  evict(): void;
  drop(entry: Entry): void;
  size(): number;
};

type Ports = {
  readonly overlay: (definition: Collection, id: string, base: Known) => Known;
  /** A record is read that is not held: fetch it. */
  readonly want: (definition: Collection, id: string) => void;
  readonly onShown: (entry: Entry) => void;
  /** Records that look different when this one does, because an unconfirmed change of mine spans them. */
  readonly spanned: (
    definition: Collection,
    id: string,
  ) => readonly { readonly definition: Collection; readonly id: string }[];
  readonly isPending: (definition: Collection, id: string) => boolean;
  readonly limit: number;
};

export const createRecordStore = (ports: Ports): RecordStore => {
  const collections = new Map<string, Map<string, Entry>>();
  let clock = 0;
  let count = 0;

  const mapOf = (definition: Collection): Map<string, Entry> => {
    let map = collections.get(definition.name);
    if (!map) collections.set(definition.name, (map = new Map()));
    return map;
  };

  const peek = (definition: Collection, id: string): Entry | undefined => collections.get(definition.name)?.get(id);

  const entry = (definition: Collection, id: string): Entry => {
    const held = peek(definition, id);
    if (held) return held;
    const made: Entry = {
      definition,
      id,
      base: undefined,
      shown: undefined,
      goneAt: 0,
      left: new Set(),
      stale: false,
      watchers: 0,
      used: ++clock,
      signal: undefined,
    };
    mapOf(definition).set(id, made);
    count += 1;
    return made;
  };

  const refresh = (target: Entry): void => {
    const next = ports.overlay(target.definition, target.id, target.base);
    if (next === target.shown) return;
    target.shown = next;
    target.signal?.[1](() => next);
    ports.onShown(target);
  };

  const watch = (target: Entry): Known => {
    if (!getListener() || !getOwner()) return target.shown;
    target.signal ??= createSignal<Known>(target.shown);
    target.watchers += 1;
    onCleanup(() => {
      target.watchers -= 1;
    });
    return target.signal[0]();
  };

  const drop = (target: Entry): void => {
    if (mapOf(target.definition).delete(target.id)) count -= 1;
  };

  const isFree = (target: Entry): boolean => target.watchers === 0 && !ports.isPending(target.definition, target.id);

  function* all(): Iterable<Entry> {
    for (const map of collections.values()) yield* map.values();
  }

  return {
    peek,
    entry,
    read: (definition, id) => {
      const target = entry(definition, id);
      target.used = ++clock;
      if (target.shown === undefined) ports.want(definition, id);
      return watch(target);
    },
    setBase: (target, base) => {
      target.base = base;
      if (base) target.stale = false;
      refresh(target);
      for (const other of ports.spanned(target.definition, target.id)) refresh(entry(other.definition, other.id));
    },
    refresh,
    entries: (definition) => mapOf(definition).values(),
    all,
    evict: () => {
      // Well beyond the limit, so that sorting pays once for many.
      if (count <= ports.limit * 1.1) return;
      const free = [...all()].filter(isFree).sort((a, b) => a.used - b.used);
      for (const target of free.slice(0, count - ports.limit)) drop(target);
    },
    drop,
    size: () => count,
  };
};

/** The record with these fields on top; itself when they say nothing new, so that nothing renders again. */
export const merged = (record: AnyRecord, values: Patch): AnyRecord =>
  Object.entries(values).every(([name, value]) => name in record && isEqual(record[name], value))
    ? record
    : { ...record, ...values };

/** A record as it came over the wire. Deletion marks never travel, yet the shared rules look at one. */
export const received = (values: Patch): AnyRecord => ({ deletedAt: null, ...values }) as AnyRecord;
