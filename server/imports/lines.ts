import { setImmediate as turn } from 'node:timers/promises';

/** The longest row that is taken; one quotation mark left open must not make a row of half the file. */
export const longestRow = 64_000;
/** How much is read before everybody else of this process gets a turn. */
const turnLength = 32_768;
/** How much of a file is parsed for rows of several lines that come to none; then each of its lines stands alone. */
const mostFruitless = 2_000_000;

/** What reading a file has cost so far, in characters. */
export type Effort = {
  /** Lets others have their turn now and then. */
  readonly spend: (length: number) => Promise<void>;
  /** Notes what a row has cost that came to none. */
  readonly lose: (length: number) => void;
  readonly isLost: () => boolean;
};

export const effortOf = (): Effort => {
  let spent = 0;
  let lost = 0;
  return {
    spend: async (length) => {
      spent += length;
      if (spent < turnLength) return;
      spent = 0;
      await turn();
    },
    lose: (length) => void (lost += length),
    isLost: () => lost >= mostFruitless,
  };
};

/** A line without its end; null for one that is longer than any row may be. */
export type Line = string | null;

export type Lines = {
  readonly next: () => Promise<Line | undefined>;
  readonly giveBack: (lines: readonly Line[]) => void;
};

export const lineReader = (text: AsyncGenerator<string>, effort: Effort): Lines => {
  const source = linesOf(text, effort);
  const waiting: Line[] = [];
  return {
    next: async () => {
      if (waiting.length > 0) return waiting.shift();
      const step = await source.next();
      return step.done ? undefined : step.value;
    },
    giveBack: (lines) => void waiting.unshift(...lines),
  };
};

async function* linesOf(text: AsyncGenerator<string>, effort: Effort): AsyncGenerator<Line, void> {
  let rest = '';
  let tooLong = false;
  for await (const chunk of text) {
    await effort.spend(chunk.length);
    // A lone CR ends a line too, unless the LF that belongs to it is still to come.
    const parts = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    for (const part of parts) {
      yield tooLong || part.length > longestRow ? null : part;
      tooLong = false;
    }
    if (rest.length > longestRow) {
      // Kept no longer than needed: a file without a line end must not fill the memory.
      tooLong = true;
      rest = rest.endsWith('\r') ? '\r' : '';
    }
  }
  rest = rest.replace(/\r$/, '');
  if (tooLong || rest !== '') yield tooLong ? null : rest;
}
