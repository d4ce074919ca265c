import type { Answer } from './connection.ts';
import { pause } from './pause.ts';
import type { RefreshedSession } from './types.ts';

export type Session = {
  /** Renews over REST, one tab at a time. False: signed out. Throws when the server could not be asked. */
  renew(): Promise<boolean>;
  /** Heard from the server: renew the open socket's session shortly before this moment. */
  expires(at: string): void;
  token(): string | null;
  stop(): void;
};

type Ports = {
  readonly tenant: string;
  readonly refreshSession: () => Promise<RefreshedSession>;
  readonly token: (() => string | null) | undefined;
  /** Tells the server, on the open socket, that the session was renewed. */
  readonly present: (token: string) => Promise<Answer<'refresh'> | null>;
};

const leadMs = 60_000;
const leastMs = 1_000;
const justNowMs = 30_000;

export const createSession = (ports: Ports): Session => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known = Date.now();
  let freshToken: string | null = null;
  let stopped = false;

  const token = (): string | null => freshToken ?? ports.token?.() ?? null;

  const refresh = async (): Promise<boolean> => {
    const session = await ports.refreshSession();
    if (!session.ok) return false;
    if (session.token !== undefined) freshToken = session.token;
    known = Date.now();
    stamp(ports.tenant, known);
    return true;
  };

  // The refresh token is used up by whoever comes first, and a second use looks like theft: one tab at a time,
  // and a tab that finds another's renewal newer than its own takes that.
  const renew = (evenIfJustRenewed = false): Promise<boolean> =>
    alone(ports.tenant, async () => {
      const others = stamped(ports.tenant);
      const shared = token() === null && others > known && Date.now() - others < justNowMs;
      if (evenIfJustRenewed || !shared) return refresh();
      known = others;
      return true;
    });

  const renewInPlace = async (): Promise<void> => {
    try {
      if (!(await renew())) return;
      let answer = await ports.present(token() ?? '');
      if (answer && !answer.ok && (await renew(true))) answer = await ports.present(token() ?? '');
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
    const left = Date.parse(at) - Date.now();
    // Tabs that opened together should not all wake together.
    const lead = Math.min(leadMs, left / 2) + (Math.random() * Math.min(leadMs, left)) / 8;
    schedule(Math.max(leastMs, Math.min(left - lead, 2 ** 31 - 1)));
  };

  return {
    renew: () => renew(),
    token,
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

/** Without the locks of a secure page, chance decides who goes first, and the stamp tells the others. */
const alone = async <T>(tenant: string, work: () => Promise<T>): Promise<T> => {
  if (typeof navigator !== 'undefined' && 'locks' in navigator) {
    return navigator.locks.request(`dentracrm/${tenant}/session`, work) as Promise<T>;
  }
  if (typeof localStorage !== 'undefined') await pause(Math.random() * 400);
  return work();
};
