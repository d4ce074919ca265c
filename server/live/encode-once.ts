import type { LiveServer } from './fan-out.ts';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Parts of answers that many people are sent: a page that a shared read found, what everyone missed. Each is turned into
 * text once, however many it is sent to; two hundred records take a millisecond or two.
 */
const texts = new WeakMap<object, string>();

/** Turns a part of an answer into text that is the same for several people. It must not be changed any more. */
export const encodedOnce = <T extends object>(part: T): T => {
  if (!texts.has(part)) texts.set(part, JSON.stringify(part));
  return part;
};

const textOf = (value: unknown): string | undefined => (isObject(value) ? texts.get(value) : undefined);

/** Whether a part of an answer is text already. */
export const hasText = (value: unknown): boolean => textOf(value) !== undefined;

/** An answer as JSON, where a part of it is text already; undefined where none is. */
const answerText = (answer: object): string | undefined => {
  const values = Object.entries(answer);
  if (!values.some(([, value]) => hasText(value))) return undefined;
  const members = values.flatMap(([name, value]: [string, unknown]) => {
    const text = textOf(value) ?? JSON.stringify(value);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${members.join(',')}}`;
};

type Packet = { readonly type: number; readonly nsp: string; readonly id?: number; readonly data?: unknown };

/** Socket.IO's number for an acknowledgement. */
const ack = 3;

/**
 * Makes a server's answers use the texts that there are. Nothing here is sent as bytes, so no packet is searched for them
 * either, which takes as long as turning it into text.
 */
export const encodePartsOnce = ({ encoder }: Pick<LiveServer, 'encoder'>): void => {
  encoder.encode = (packet) => {
    const { type, nsp, id, data } = packet as Packet;
    const shared = type === ack && Array.isArray(data) && data.length === 1 && isObject(data[0]);
    const answer = shared ? answerText(data[0] as object) : undefined;
    const text = answer === undefined ? JSON.stringify(data ?? undefined) : `[${answer}]`;
    return [`${type}${nsp === '/' ? '' : `${nsp},`}${id ?? ''}${text ?? ''}`];
  };
};
