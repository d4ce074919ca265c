import type { MutationAnswer } from '#shared/protocol.ts';
import { Refusal, type RefusalCode } from '#shared/refusal.ts';

/** Answers that tell of the moment or of the person, and nothing of the row. */
const ofTheMoment: readonly RefusalCode[] = ['UNAVAILABLE', 'SESSION_ENDED'];

/** Throws where an answer says nothing of its row: the import is interrupted. */
export const requireAnswers = (answers: readonly MutationAnswer[]): void => {
  for (const answer of answers)
    if (!answer.ok && ofTheMoment.includes(answer.error.code))
      throw new Refusal(answer.error.code, answer.error.message);
};
