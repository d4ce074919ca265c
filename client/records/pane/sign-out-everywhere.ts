import { titleOf, type AnyRecord } from '#shared/collection.ts';
import { people } from '#shared/modules/index.ts';
import { pathOf } from '#shared/rest-path.ts';
import { toast } from '#client/components/toasts.ts';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';

/** Ends all sessions of a colleague: a phone was lost, someone is still signed in at a shared desk. */
export const signOutEverywhere = async (tenant: string, person: AnyRecord): Promise<void> => {
  const name = titleOf(people, person);
  try {
    const { endedSessions } = await ask<{ endedSessions: number }>(
      `${tenantApi(tenant)}${pathOf(people)}/${person.id}/sessions`,
      { method: 'DELETE' },
    );
    toast(endedSessions === 0 ? `${name} was signed in nowhere.` : `${name} is signed out everywhere.`, {
      about: person.id,
      tone: 'green',
    });
  } catch (error) {
    toast(refusalOf(error).message, { failure: true, about: person.id });
  }
};
