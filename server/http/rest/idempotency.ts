import { v7 } from 'uuid';
import { isId } from '#shared/fields/id.ts';
import { invalid } from '#shared/refusal.ts';
import type { Asked, Parameter } from '#server/http/endpoint.ts';
import { uuid } from '#server/http/schemas.ts';

export const idempotency: Parameter = {
  name: 'Idempotency-Key',
  describe: 'A UUID of your own. The same key again returns the first answer and changes nothing.',
  schema: uuid,
};

/** What a request is known by, so that sending it again does nothing again: the caller's own id, or a fresh one. */
export const midOf = ({ req }: Pick<Asked, 'req'>): string => {
  const key = req.headers['idempotency-key'];
  if (key === undefined) return v7();
  const mid = String(key).toLowerCase();
  if (!isId(mid)) throw invalid('Idempotency-Key', 'The Idempotency-Key is a UUID, a new one for each request.');
  return mid;
};
