import type { Mutation, MutationAnswer } from '#shared/protocol.ts';

/** A mutation that someone asked for, and everything that they were told about it. */
export type Operation = {
  readonly mutation: Mutation;
  /** The collection of the record that it is about. */
  readonly on: string;
  readonly by: string;
  readonly slug: string;
  /** Whether an answer of "ok" means that a change must be in the log: not so when it may have changed nothing. */
  readonly changes: boolean;
  readonly answers: MutationAnswer[];
};

/** Answers that say nothing final: the same mutation is to be asked again. */
export const isPassing = (answer: MutationAnswer): boolean =>
  !answer.ok && ['UNAVAILABLE', 'RATE_LIMITED', 'SESSION_ENDED', 'DEFECT'].includes(answer.error.code);
