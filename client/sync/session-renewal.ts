import type { RequestAnswer } from './requests.ts';
import { pause } from '#client/lib/pause.ts';

/** What a renewed session says of itself. Without `expiresAt` the socket's own answer counts. */
export type RefreshedSession = { readonly ok: boolean; readonly expiresAt?: string; readonly token?: string };

export type SessionRenewal = {
  /**
   * Renews over REST, one tab at a time. False: signed out. Throws when the server could not be asked, and what it says to
   * someone who was deactivated.
   */
  renew(): Promise<boolean>;
  /** The server said when the session expires: renew the open socket's session shortly before. */
  expires(at: string): void;
  token(): string | null;
  stop(): void;
};

type Ports = {
  readonly tenant: string;
  readonly refreshSession: () => Promise<RefreshedSession>;
  readonly token: (() => string | null) | undefined;
  /** The server's time, in milliseconds: it is the server's clock that says when a session expires. */
  readonly now: () => number;
  /** Shows the server, on the open socket, the renewed session's token. */
  readonly present: (token: string) => Promise<RequestAnswer<'refresh'> | null>;
};

const leadMs = 60_000;
const leastMs = 1_000;
const justNowMs = 30_000;

export const createSessionRenewal = (ports: Ports): SessionRenewal => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known = Date.now();
  let renewedToken: string | null = null;
  let stopped = false;

  const refresh = async (): Promise<RefreshedSession> => {
    const session = await ports.refreshSession();
    if (!session.ok) return session;
    renewedToken = session.token ?? null;
    known = Date.now();
    stamp(ports.tenant, known);
    return session;
  };

  // The refresh token is used up by the first tab, and a second use looks like theft: one tab at a time,
  // and a tab that needs no more than the cookie uses the one that another has just renewed.
  const renew = (): Promise<boolean> =>
    alone(ports.tenant, async () => {
      const others = stamped(ports.tenant);
      // A stamp of the future is from before this device's clock was set back: it says nothing.
      const age = Date.now() - others;
      if (ports.token || others <= known || age > justNowMs || age < 0) return (await refresh()).ok;
      known = others;
      return true;
    });

  const renewInPlace = async (): Promise<void> => {
    try {
      const session = await alone(ports.tenant, refresh);
      // Signed out: the server will end the socket. Without a token there is nothing to show it either.
      if (!session.ok || session.token === undefined) return;
      const answer = await ports.present(session.token);
      if (answer?.ok) return expires(answer.expiresAt);
    } catch {
      // The server could not be asked just now. Try again while there is time; else the server ends the socket,
      // and the next connection renews.
    }
    schedule(15_000);
  };

  const schedule = (waitMs: number): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void renewInPlace(), waitMs);
  };

  const expires = (at: string): void => {
    const left = Date.parse(at) - ports.now();
    // Tabs that opened together should not all wake together.
    const lead = Math.min(leadMs, left / 2) + (Math.random() * Math.min(leadMs, left)) / 8;
    schedule(Math.max(leastMs, Math.min(left - lead, 2 ** 31 - 1)));
  };

  return {
    renew,
    // The cookie speaks for a browser; a token from an earlier renewal would only grow old beside it.
    token: () => (ports.token ? (renewedToken ?? ports.token()) : null),
    expires: (at) => {
      known = Date.now();
      expires(at);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};

const keyOf = (tenant: string): string => `dentracrm/${tenant}/session-renewed`;

const stamp = (tenant: string, at: number): void => {
  if (typeof localStorage !== 'undefined') localStorage.setItem(keyOf(tenant), String(at));
};

const stamped = (tenant: string): number =>
  typeof localStorage === 'undefined' ? 0 : Number(localStorage.getItem(keyOf(tenant)) ?? 0);

/** Without the locks of a secure page, chance decides who goes first, and the stamp shows it to the others. */
const alone = async <T>(tenant: string, work: () => Promise<T>): Promise<T> => {
  if (typeof navigator !== 'undefined' && 'locks' in navigator) {
    return navigator.locks.request(`dentracrm/${tenant}/session`, work) as Promise<T>;
  }
  if (typeof localStorage !== 'undefined') await pause(Math.random() * 400);
  return work();
};
