import { Refusal, type RefusalData } from '#shared/refusal.ts';
import { isClosed, isConnectionError } from '#server/database/errors.ts';

/** What was said on purpose, and a database that is away: no defect of ours. Null for anything else. */
export const refusalOf = (error: unknown): RefusalData | null => {
  if (error instanceof Refusal) return error.toJSON();
  // It was being read as this process closed it, at its end.
  if (isClosed(error)) return new Refusal('UNAVAILABLE', 'This server is stopping. Connect again.').toJSON();
  if (!isConnectionError(error)) return null;
  return new Refusal('UNAVAILABLE', 'The database is not available just now. Try again in a moment.').toJSON();
};
