import type { Frame, SentFrame, SentText } from '#shared/protocol.ts';

/** So many texts are kept under numbers at a time, here and by every client. */
const mostTexts = 256;

/** What a room was told: under each number the text that all of its readers keep. */
export type Told = string[];

/**
 * Leaves out of frames what all who get them have been told before. People and kinds of changes are the same again and
 * again: in a frame of one change they are most of its bytes.
 */
export type ToldTexts = {
  /** `rooms`: what those were told to whom the frame is about to be sent. They count as told what it says. */
  readonly abridged: (frame: Frame, rooms: readonly Told[]) => SentFrame;
};

export const createToldTexts = (most = mostTexts): ToldTexts => {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  let next = 0;

  /** The text that was given its number first loses it: where it comes again, it is told again. */
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const number = next;
    next = (next + 1) % most;
    const replaced = texts[number];
    if (replaced !== undefined) numbers.delete(replaced);
    texts[number] = text;
    numbers.set(text, number);
    return number;
  };

  const say = (rooms: readonly Told[], ...said: readonly string[]): SentText => {
    const text = said.join('\n');
    const number = numberOf(text);
    let isKnown = true;
    for (const told of rooms) {
      if (told[number] === text) continue;
      told[number] = text;
      isKnown = false;
    }
    return isKnown ? number : [number, ...said];
  };

  return {
    abridged: ([first, people, runs, kinds, ...mutations], rooms) => {
      const known: SentText[] = [];
      for (let i = 0; i < people.length; i += 2) known.push(say(rooms, people[i] ?? '', people[i + 1] ?? ''));
      return [first, known, runs, kinds.map((kind) => say(rooms, kind)), ...mutations];
    },
  };
};
