import type { AnyRecord } from '#shared/collection.ts';
import { world, type Answer, type Lifetime, type World } from './world.ts';

export const record = ({ body }: Answer): AnyRecord => body.data as AnyRecord;
export const records = ({ body }: Answer): AnyRecord[] => body.data as AnyRecord[];

/** `ok`, or the code of the refusal. */
export const code = ({ body }: Answer): string => body.error?.code ?? 'ok';

/** Two tenants whose people ask over REST, as often as they like. */
export const restDesk = (t: Lifetime): Promise<World> =>
  world(t, { env: { API_REQUESTS_PER_MINUTE: '100000' }, also: ['general'] });

/** Makes leads, each with a number of its own. */
export const leadMaker = (w: () => World): ((more?: object) => Promise<Answer>) => {
  let serial = 0;
  return (more = {}) =>
    w().ana.request('POST', '/leads', {
      name: 'Ravi',
      phone: `98430 ${30_000 + ++serial}`,
      clinicId: w().clinics.ganapathy.id,
      ...more,
    });
};
