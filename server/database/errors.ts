import { Refusal } from '#shared/refusal.ts';

/** PostgreSQL's five-character code, or Node's, of whatever was thrown; undefined when it has none. */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

const codes = new Set([
  // The server is shutting down, crashed, or is starting up; it has no connection left; it ended an idle one.
  ...['57P01', '57P02', '57P03', '57P05', '53300'],
  ...['08000', '08001', '08003', '08004', '08006'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);

/** What a database that answers cannot do for now, by code, as its keeper reads it. */
const troubles: { readonly [code: string]: string } = {
  '53100': 'its disk is full',
  '53200': 'it is out of memory',
  '53400': 'one of its limits is reached',
  '58030': 'it cannot read or write its files',
  '25006': 'it takes no changes: is it a standby?',
};

/** What is wrong with a database that answers, and cannot do its work for now; undefined for any other error. */
export const troubleOf = (error: unknown): string | undefined => troubles[errorCode(error) ?? ''];

/** What pg says without a code. */
const words =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout/i;

/**
 * Whether an error says only that the database cannot be reached, or cannot do its work, at this moment: asking again
 * may go well.
 */
export const isConnectionError = (error: unknown): boolean =>
  codes.has(errorCode(error) ?? '') ||
  troubleOf(error) !== undefined ||
  (error instanceof Error && words.test(error.message));

/** Whether this process itself has closed the database: a request came in while it was ending. */
export const isClosed = (error: unknown): boolean =>
  error instanceof Error &&
  (error.message === 'Cannot use a pool after calling end on the pool' ||
    error.message.startsWith('Database not opened.'));

/** Whether it failed only because the database is away or busy: no defect, and the same work may go well at another time. */
export const failedForNow = (error: unknown): boolean =>
  isConnectionError(error) || (error instanceof Refusal && error.code === 'UNAVAILABLE');
