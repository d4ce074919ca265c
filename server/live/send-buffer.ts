import type { LiveSocket } from './live-tenant.ts';

/** The parts of a connection that tell how much waits for its reader. */
type Line = {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: { readonly socket?: { readonly bufferedAmount?: number; readonly terminate?: () => void } };
};

const lineOf = ({ conn }: LiveSocket): Line => conn as unknown as Line;

/** How much was sent that its reader has not taken yet. */
const waitingBytes = ({ writeBuffer, transport }: Line): number => {
  let bytes = transport.socket?.bufferedAmount ?? 0;
  // A few pages of records weigh more than hundreds of changes.
  for (const { data } of writeBuffer) bytes += typeof data === 'string' ? data.length : 0;
  return bytes;
};

/** So much may wait for one reader before it is cut off: it would take the pod's memory with it. */
const slowest = 256;
const slowestBytes = 4 * 1024 * 1024;
/** A reader with so much to take yet is to take it before it asks for more. */
const fullBytes = 1024 * 1024;

/** Whether someone does not take what they are sent. */
export const isSlow = (socket: LiveSocket): boolean =>
  lineOf(socket).writeBuffer.length > slowest || waitingBytes(lineOf(socket)) > slowestBytes;

export const isFull = (socket: LiveSocket): boolean => waitingBytes(lineOf(socket)) > fullBytes;

/** Cuts the wire: what is queued for someone who does not read must not be kept until the next ping fails. */
export const cutOff = (socket: LiveSocket, afterMs: number): void => {
  const { socket: wire } = lineOf(socket).transport;
  setTimeout(() => wire?.terminate?.(), afterMs).unref();
};
