import type { Profile } from '#shared/protocol.ts';
import { Refusal } from '#shared/refusal.ts';
import type { RefreshedSession } from '#client/sync/session-renewal.ts';
import type { Look } from '#client/lib/look.ts';
import { ask, mayBeSignedIn, platformApi, tenantApi } from '#client/lib/rest.ts';

/** Who a tenant is to someone who has not signed in: what its sign-in screen shows. */
export type TenantFace = Look;

export type PlatformMe = Pick<Profile, 'id' | 'name' | 'email' | 'setUp'>;

/** Whether the server says that this person was deactivated or deleted. */
const isDeactivated = (error: unknown): boolean => error instanceof Refusal && error.details?.deactivated === true;

/** Signing in is the same for a tenant's people and the platform's owners; only the place differs. */
const signedInAt = <Person>(api: string) => {
  const refresh = async (): Promise<RefreshedSession> => {
    try {
      return { ok: true, ...(await ask<{ expiresAt?: string } | null>(`${api}/auth/refresh`, { method: 'POST' })) };
    } catch (error) {
      // Of whom nothing is to stay on this device.
      if (isDeactivated(error)) throw error;
      // Anything but a clear no (a lost network, a restart) leaves the session as it is.
      if (
        error instanceof Refusal &&
        error.code !== 'UNAVAILABLE' &&
        error.code !== 'RATE_LIMITED' &&
        error.code !== 'DEFECT'
      )
        return { ok: false };
      throw error;
    }
  };
  const me = async (): Promise<Person | null> => {
    if (!mayBeSignedIn()) return null;
    try {
      return await ask<Person>(`${api}/auth/me`);
    } catch (error) {
      if (!(error instanceof Refusal) || (error.code !== 'UNAUTHENTICATED' && error.code !== 'SESSION_ENDED'))
        throw error;
      // The short-lived access token may just have run out; the refresh token outlives it.
      try {
        return (await refresh()).ok ? await ask<Person>(`${api}/auth/me`) : null;
      } catch (again) {
        if (isDeactivated(again)) return null;
        throw again;
      }
    }
  };
  return {
    me,
    refresh,
    signIn: (email: string, password: string, code?: string): Promise<unknown> =>
      ask(`${api}/auth/login`, { method: 'POST', body: { email: email.trim(), password, code } }),
    signOut: async (): Promise<void> => {
      await ask(`${api}/auth/logout`, { method: 'POST' });
    },
  };
};

export const tenantSession = (tenant: string) => signedInAt<Profile>(tenantApi(tenant));
export const platformSession = signedInAt<PlatformMe>(platformApi);

export const tenantFace = (tenant: string): Promise<TenantFace> => ask<TenantFace>(`${tenantApi(tenant)}/tenant`);
