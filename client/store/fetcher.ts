import type { AnyRecord, Collection } from '#shared/collection.ts';
import type { Change } from '#shared/protocol.ts';
import { uptime } from '#client/lib/pause.ts';
import type { Reads } from '#client/sync/reads.ts';

export type Fetcher = {
  /** Fetches a record by id, together with others. `soon` where it is on the screen. */
  want(definition: Collection, id: string, soon: boolean): void;
  /** The same soon, and again where an answer is under way: it was asked for before what this is about. */
  wantAgain(definition: Collection, id: string): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
};

type Ports = {
  readonly reads: Reads;
  readonly install: (
    definition: Collection,
    records: readonly AnyRecord[],
    since: readonly Change[],
    asked: readonly string[],
  ) => void;
};

const most = 200;
const soonMs = 8;
/** A burst of others' changes becomes one question. */
const calmMs = 100;

export const createFetcher = ({ reads, install }: Ports): Fetcher => {
  const wanted = new Map<Collection, Set<string>>();
  const asking = new Map<Collection, Set<string>>();
  const outdated = new Map<Collection, Set<string>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Infinity;
  let idle: (() => void)[] = [];

  const setOf = (sets: Map<Collection, Set<string>>, definition: Collection): Set<string> => {
    let set = sets.get(definition);
    if (!set) sets.set(definition, (set = new Set()));
    return set;
  };

  const flush = (): void => {
    due = Infinity;
    for (const [definition, ids] of wanted) {
      const list = [...ids];
      for (let i = 0; i < list.length; i += most) void ask(definition, list.slice(i, i + most));
    }
    wanted.clear();
  };

  const ask = async (definition: Collection, ids: readonly string[]): Promise<void> => {
    const under = setOf(asking, definition);
    for (const id of ids) under.add(id);
    const got = await reads.read('get', { collection: definition.name, ids }, () => true);
    for (const id of ids) under.delete(id);
    if (got?.answer.ok) install(definition, got.answer.records, got.since, ids);
    // Not for me at all: then none of them is.
    else if (got) install(definition, [], got.since, ids);
    const again = setOf(outdated, definition);
    for (const id of ids) if (again.delete(id)) want(definition, id, true);
    if ([...asking.values()].some((set) => set.size > 0) || wanted.size > 0) return;
    const released = idle;
    idle = [];
    for (const go of released) go();
  };

  const want: Fetcher['want'] = (definition, id, soon) => {
    if (asking.get(definition)?.has(id)) return;
    setOf(wanted, definition).add(id);
    const at = uptime() + (soon ? soonMs : calmMs);
    if (at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(flush, at - uptime());
  };

  return {
    want,
    wantAgain: (definition, id) => {
      if (asking.get(definition)?.has(id)) setOf(outdated, definition).add(id);
      else want(definition, id, true);
    },
    settled: () => {
      const busy = wanted.size > 0 || [...asking.values()].some((set) => set.size > 0);
      return busy ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve();
    },
  };
};
