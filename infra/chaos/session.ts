import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from './scene.ts';

/** A person's sign-in, over REST like anyone's. */
export type Session = {
  /** An access token with some life left; waits until there is one. Null once told to stop. */
  readonly token: () => Promise<string | null>;
  /** The server says that it is over: the next token comes from signing in again. */
  readonly over: () => void;
  readonly signOut: () => Promise<void>;
  /** A person who knows that their account is shut does not try: it would count as guessing. */
  readonly shut: (isShut: boolean) => void;
  readonly stop: () => void;
};

type Tokens = { readonly token: string; readonly refreshToken: string; readonly expiresAt: string };
type Body = { readonly success: boolean; readonly data?: Tokens; readonly error?: { readonly code: string } };

/** Renew when this much is left, in milliseconds. */
const margin = 4_000;
/** Faster attempts count as guessing. */
const retryAfter = 250;

/** `port` names a pod to ask, another one each time. `note` counts what happened. */
export const createSession = (person: Person, port: () => number, note: (what: string) => void): Session => {
  let tokens: Tokens | null = null;
  let stopped = false;
  let isShut = false;
  /** How often the account was opened again: a refusal of before says nothing any more. */
  let openings = 0;

  const post = async (path: string, body: object, token?: string): Promise<Body> => {
    const response = await fetch(`http://127.0.0.1:${port()}/${person.slug}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
    return (await response.json()) as Body;
  };

  const obtain = async (): Promise<boolean> => {
    const { email, password } = person;
    const opened = openings;
    const body = tokens
      ? await post('/auth/refresh', { refreshToken: tokens.refreshToken })
      : await post('/auth/login', { email, password });
    if (body.success && body.data) {
      note(tokens ? 'sessions renewed' : 'sign-ins');
      tokens = { ...body.data, refreshToken: body.data.refreshToken ?? tokens?.refreshToken };
      return true;
    }
    const code = body.error?.code ?? 'no answer';
    note(`not signed in: ${code}`);
    if (code === 'BAD_CREDENTIALS' && opened === openings) isShut = true;
    if (code === 'SESSION_ENDED' || code === 'UNAUTHENTICATED') tokens = null;
    return false;
  };

  return {
    token: async () => {
      while (!stopped) {
        if (tokens && Date.parse(tokens.expiresAt) - Date.now() > margin) return tokens.token;
        // A pod that dies, a database that is away, an account that is shut: try again.
        const isRenewed = (tokens !== null || !isShut) && (await obtain().catch(() => false));
        if (!isRenewed) await pause(retryAfter);
      }
      return null;
    },
    over: () => {
      tokens = null;
    },
    signOut: async () => {
      if (tokens) await post('/auth/logout', {}, tokens.token).catch(() => undefined);
    },
    shut: (now) => {
      isShut = now;
      if (!now) openings += 1;
    },
    stop: () => {
      stopped = true;
    },
  };
};
