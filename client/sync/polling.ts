import type { Welcome } from '#shared/protocol.ts';
import { Refusal } from '#shared/refusal.ts';
import { ask, tenantApi } from '#client/lib/rest.ts';
import type { Handshake, RequestAnswer, RequestName, RequestPayload } from './requests.ts';

/**
 * Asks over HTTP what a socket would be asked, where a network lets no socket through: every ten seconds where it
 * stands, and from that what was missed. Mutations go the same way, under the same numbers.
 */
export type Polling = {
  /** Null when no answer came. */
  ask<E extends RequestName>(event: E, payload: RequestPayload<E>, withinMs: number): Promise<RequestAnswer<E> | null>;
  /** Asks now rather than at the end of the ten seconds. */
  hurry(): void;
  stop(): void;
};

export type PollingPorts = {
  readonly tenant: string;
  readonly handshake: () => Handshake;
  readonly onWelcome: (welcome: Welcome) => void;
  /** Nothing answers this way either, or not any more. It has stopped. */
  readonly onSilence: () => void;
  /** Renews the session; false when there is none. Throws when the server could not be asked. */
  readonly renew: () => Promise<boolean>;
  readonly onExpired: () => void;
};

const everyMs = 10_000;
const welcomeMs = 10_000;

export const startPolling = (ports: PollingPorts): Polling => {
  const api = `${tenantApi(ports.tenant)}/live`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let polling: Promise<Welcome | null> | null = null;
  let stopped = false;

  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
  };

  const giveUp = (): null => {
    if (!stopped) {
      stop();
      ports.onSilence();
    }
    return null;
  };

  const post = async <T>(
    event: string,
    body: object,
    withinMs: number,
    renewed = false,
  ): Promise<T | Refusal | null> => {
    try {
      return await ask<T>(`${api}/${event}`, { method: 'POST', body, signal: AbortSignal.timeout(withinMs) });
    } catch (error) {
      // Not in time: what it was about may be tried again, and the next poll shows whether anything answers.
      if (!(error instanceof Refusal)) return null;
      if (error.code === 'UNAVAILABLE') return giveUp();
      if (error.code !== 'UNAUTHENTICATED' && error.code !== 'SESSION_ENDED') return error;
      if (!renewed && (await renew())) return post(event, body, withinMs, true);
      if (!stopped) {
        stop();
        ports.onExpired();
      }
      return null;
    }
  };

  const renew = async (): Promise<boolean> => {
    try {
      return await ports.renew();
    } catch {
      // The server could not be asked, which says nothing about the session.
      giveUp();
      return false;
    }
  };

  const poll = async (): Promise<Welcome | null> => {
    clearTimeout(timer);
    const { tailoring } = ports.handshake();
    const welcome = await post<Welcome>('welcome', tailoring ? { tailoring } : {}, welcomeMs);
    if (stopped) return null;
    if (welcome === null) return giveUp();
    if (!(welcome instanceof Refusal)) ports.onWelcome(welcome);
    timer = setTimeout(next, everyMs);
    return welcome instanceof Refusal ? null : welcome;
  };

  const next = (): Promise<Welcome | null> =>
    (polling ??= poll().finally(() => {
      polling = null;
    }));

  void next();

  return {
    ask: async <E extends RequestName>(event: E, payload: RequestPayload<E>, withinMs: number) => {
      if (stopped) return null;
      // Who has what open is not known this way.
      if (event === 'view') return null;
      if (event === 'refresh') {
        const welcome = await next();
        return welcome && ({ ok: true, expiresAt: welcome.expiresAt } as RequestAnswer<E>);
      }
      const answer = await post<RequestAnswer<E>>(event, payload, withinMs);
      return answer instanceof Refusal ? ({ ok: false, error: answer.toJSON() } as RequestAnswer<E>) : answer;
    },
    hurry: () => void next(),
    stop,
  };
};
