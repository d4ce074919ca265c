import { readableFields } from './can.ts';
import type { Collection } from './collection.ts';
import type { Change, ChangeOp, Frame, SentFrame, SentText, Welcome } from './protocol.ts';
import { idAfter } from './transaction.ts';

/**
 * What the changes of one kind have in common, as `docs/protocol.md` spells it: `p0:status,priority`. `names` are of the
 * fields whose values each entry says, `same` of those that hold the time, the author, and so on, of the mutation.
 */
type Kind = {
  readonly op: string;
  readonly shown: readonly number[];
  readonly left: readonly number[];
  readonly names: readonly string[];
  readonly same: readonly (readonly string[])[];
};

const parts = (text = '', by = ','): string[] => (text === '' ? [] : text.split(by));

/** The kinds of one tenant are few, and each comes again and again. */
const parsedKinds = new Map<string, Kind>();
const mostKinds = 1_000;

const kindOf = (text: string): Kind => {
  const known = parsedKinds.get(text);
  if (known) return known;
  if (parsedKinds.size >= mostKinds) parsedKinds.clear();
  const kind = parseKind(text);
  parsedKinds.set(text, kind);
  return kind;
};

const parseKind = (text: string): Kind => {
  const [head = '', said = ''] = text.split(':');
  const [shown, left] = head.slice(1).split('-');
  const [names, ...same] = said.split(';');
  return {
    op: text.charAt(0),
    shown: parts(shown, '.').map(Number),
    left: parts(left, '.').map(Number),
    names: parts(names),
    same: same.map((list) => parts(list)),
  };
};

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Two characters of base64url are three hexadecimal digits. */
const hexOf = new Map<string, string>();
for (const a of digits) for (const b of digits) hexOf.set(a + b, (4_096 + hexOf.size).toString(16).slice(1));

/** A UUID from its short form, 22 characters of base64url. Anything else stays as it is. */
export const longId = (id: string): string => {
  if (id.length !== 22) return id;
  let hex = '';
  for (let i = 0; i < 22; i += 2) hex += hexOf.get(id.slice(i, i + 2));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};

/** When a UUIDv7 was made, in milliseconds. */
export const timeIn = (mid: string): number => Number.parseInt(mid.slice(0, 8) + mid.slice(9, 13), 16) || 0;

/** What of a welcome frames are read by. */
export type FrameWelcome = Pick<Welcome, 'epoch' | 'scopes' | 'numbers'>;

type Named = (collection: string) => Collection | undefined;

/** Reads what one connection is sent: every frame, in the order in which they come. */
export type FrameReader = {
  /** Frames are read by the last welcome; what was kept before it is void. */
  readonly welcome: (welcome: FrameWelcome) => void;
  /** None before any welcome. Throws where a frame refers to what was not said. */
  readonly read: (frame: SentFrame) => Change[];
};

export const createFrameReader = (named: Named): FrameReader => {
  let welcomed: FrameWelcome | undefined;
  let kept: (readonly string[])[] = [];
  const textsOf = (sent: SentText): readonly string[] => {
    if (typeof sent === 'string') return [sent];
    if (typeof sent === 'object') {
      const [number, ...texts] = sent;
      kept[number] = texts;
      return texts;
    }
    const texts = kept[sent];
    if (!texts) throw new Error('a frame refers to what was not said');
    return texts;
  };
  return {
    welcome: (welcome) => {
      welcomed = welcome;
      kept = [];
    },
    read: ([first, people, runs, kinds, ...mutations]) =>
      welcomed
        ? changesIn([first, people.flatMap(textsOf), runs, kinds.flatMap(textsOf), ...mutations], welcomed, named)
        : [],
  };
};

/**
 * The changes that a frame says to a client with this welcome: one for each of its scopes that a record concerns.
 * `named` gives the fields that a whole record is null in where the frame says nothing of them.
 */
export const changesIn = (
  [first, people, runs, kinds, ...mutations]: Frame,
  { epoch, scopes, numbers = [] }: FrameWelcome,
  named: Named,
): Change[] => {
  const changes: Change[] = [];
  const known = kinds.map(kindOf);
  /** For each run of changes in one scope, the number of the last one. */
  const last: number[] = [];
  const scopeOf: (string | undefined)[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    scopeOf.push(scopes[numbers.indexOf(runs[i] as number)]);
    last.push(first - (runs[i + 1] as number));
  }
  let seq = first - 1;

  for (const [shortMid, late, who, ...steps] of mutations) {
    const mid = longId(shortMid);
    const at = new Date(timeIn(mid) + late).toISOString();
    const by = who < 0 ? null : { id: longId(people[who] ?? ''), name: people[who + 1] ?? '' };
    let subject = '';
    for (let i = 0; i < steps.length;) {
      const step = steps[i++] as number;
      if (step < 0) {
        seq -= step;
        continue;
      }
      seq += 1;
      const kind = known[step] as Kind;
      const { op, names, same } = kind;
      const given = steps[i++] as string | number;
      const id = typeof given === 'number' ? idAfter(mid, given) : longId(given);
      subject ||= id;
      const version = op === 'c' ? 1 : (steps[i++] as number);
      const shown = kind.shown.flatMap((run) => scopeOf[run] ?? []);
      const [collection = ''] = ([...kind.shown, ...kind.left].map((run) => scopeOf[run]).find(Boolean) ?? '').split(
        ':',
      );
      const data: Record<string, unknown> = {};
      const author = by?.id ?? null;
      if (op === 'c' || op === 'w') {
        const definition = named(collection);
        const { fields = {} } = definition ?? {};
        for (const name of (definition && readableFields(definition, shown)) ?? Object.keys(fields)) data[name] = null;
        Object.assign(data, { id, version, createdBy: null, updatedBy: null });
        if (op === 'c') Object.assign(data, { createdAt: at, createdBy: author });
      }
      if (op === 'c' || op === 'p') Object.assign(data, { updatedAt: at, updatedBy: author });
      for (const name of names) {
        if (name.startsWith('!')) delete data[name.slice(1)];
        else if (name.startsWith('=')) data[name.slice(1)] = longId(steps[i++] as string);
        else data[name] = steps[i++];
      }
      const held = [at, author, by?.name, subject];
      for (const [which, list] of same.entries()) for (const name of list) data[name] = held[which];
      const add = (run: number, as: ChangeOp): void => {
        const scope = scopeOf[run];
        const prev = last[run] ?? 0;
        last[run] = seq;
        // Of a scope that this reader does not hold; the numbers of those that they do are known.
        if (scope === undefined) return;
        changes.push({
          epoch,
          seq,
          prev,
          scope,
          collection,
          id,
          version,
          op: as,
          data: as === 'remove' ? null : data,
          by,
          at,
          mid,
        });
      };
      // What is entered comes before what is left: the record does not vanish for a moment.
      for (const run of kind.shown) add(run, op === 'p' || op === 'b' ? 'patch' : 'upsert');
      for (const run of kind.left) add(run, 'remove');
    }
  }
  return changes;
};
