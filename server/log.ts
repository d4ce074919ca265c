import { randomBytes } from 'node:crypto';
import { pino, type Logger } from 'pino';
import { Refusal } from '#shared/refusal.ts';

export type Log = Logger;

/** Logs carry what happened to which tenant, never who a patient is: values of records are not given to it. */
export const createLog = (level: string): Log =>
  pino({
    level,
    base: null,
    redact: {
      paths: ['*.password', '*.token', '*.cookie', '*.authorization', 'headers', 'args', 'record'],
      remove: true,
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });

/** Logs a defect under a number; the answer is what to tell the person in place of its details. */
export const reportDefect = (log: Log, error: unknown, where: string): Refusal => {
  const reference = randomBytes(4).toString('hex').toUpperCase();
  const { name, message, stack, code } =
    error instanceof Error
      ? (error as Error & { code?: string })
      : { name: typeof error, message: '', stack: undefined, code: undefined };
  // The message of a database error can quote a patient's data, but for class 42, which speaks of our own SQL.
  const isData = code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('42');
  log.error(
    {
      reference,
      where,
      name,
      code,
      ...(isData ? {} : { message }),
      stack: stack
        ?.split('\n')
        .filter((line) => line.trimStart().startsWith('at '))
        .slice(0, 12),
    },
    'defect',
  );
  return new Refusal('DEFECT', `Something went wrong on our side. Tell support the number ${reference}.`, {
    reference,
  });
};
