import { titleOf, type AnyRecord } from '#shared/collection.ts';
import { people } from '#shared/modules/index.ts';
import { pathOf } from '#shared/rest-path.ts';
import { toast } from '#client/components/toasts.ts';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';

const act = async <T>(
  tenant: string,
  person: AnyRecord,
  what: 'sessions' | 'totp',
  describe: (answer: T, name: string) => string,
): Promise<void> => {
  try {
    const answer = await ask<T>(`${tenantApi(tenant)}${pathOf(people)}/${person.id}/${what}`, { method: 'DELETE' });
    toast(describe(answer, titleOf(people, person)), { about: person.id, tone: 'green' });
  } catch (error) {
    toast(refusalOf(error).message, { failure: true, about: person.id });
  }
};

/** Ends all sessions of a colleague: a phone was lost, someone is still signed in at a shared desk. */
export const signOutEverywhere = (tenant: string, person: AnyRecord): Promise<void> =>
  act<{ endedSessions: number }>(tenant, person, 'sessions', ({ endedSessions }, name) =>
    endedSessions === 0 ? `${name} was signed in nowhere.` : `${name} is signed out everywhere.`,
  );

/** Lets a colleague in with the password alone, who has lost the phone and the recovery codes. */
export const resetSecondFactor = (tenant: string, person: AnyRecord): Promise<void> =>
  act<{ wasOn: boolean }>(tenant, person, 'totp', ({ wasOn }, name) =>
    wasOn ? `${name} signs in with the password alone, and can set up another.` : `${name} has no second factor.`,
  );
