import type { Welcome } from '#shared/protocol.ts';
import { Refusal, type RefusalCode } from '#shared/refusal.ts';
import { Unreachable, ask, tenantApi } from '#client/lib/rest.ts';
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
  /** Resolves when what was missed is here: the next ten seconds begin then. */
  readonly onWelcome: (welcome: Welcome) => Promise<void>;
  /** Nothing answers this way either, or not any more. It has stopped. */
  readonly onSilence: () => void;
  /** Renews the session; false when there is none. Throws when the server could not be asked. */
  readonly renew: () => Promise<boolean>;
  readonly onExpired: () => void;
  /** This person's access was taken away. */
  readonly onDeactivated: () => void;
  /** This person has no place here any more. */
  readonly onForbidden: () => void;
};

const everyMs = 10_000;
const welcomeMs = 10_000;
const finalCodes: readonly RefusalCode[] = ['FORBIDDEN', 'TENANT_MISMATCH', 'NOT_FOUND'];

export const startPolling = (ports: PollingPorts): Polling => {
  const api = `${tenantApi(ports.tenant)}/live`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let polling: Promise<Welcome | null> | null = null;
  let stopped = false;
  /** Whom this page shows: cookies may become another's at any moment. */
  let person: string | null = null;
  let unanswered = 0;

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
      return await ask<T>(`${api}/${event}`, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(withinMs),
        ...(person === null ? {} : { person }),
      });
    } catch (error) {
      // Not in time: what it was about may be tried again, and the next poll shows whether anything answers.
      if (!(error instanceof Refusal)) return null;
      if (error instanceof Unreachable) return giveUp();
      if (error.code !== 'UNAUTHENTICATED' && error.code !== 'SESSION_ENDED') return error;
      if (error.code === 'UNAUTHENTICATED' && !renewed && (await renew())) return post(event, body, withinMs, true);
      if (!stopped) {
        stop();
        if (error.details?.deactivated) ports.onDeactivated();
        else ports.onExpired();
      }
      return null;
    }
  };

  const renew = async (): Promise<boolean> => {
    try {
      return await ports.renew();
    } catch (error) {
      if (error instanceof Refusal && error.details?.deactivated) {
        stop();
        ports.onDeactivated();
        return false;
      }
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
    if (welcome instanceof Refusal) {
      if (finalCodes.includes(welcome.code)) {
        stop();
        ports.onForbidden();
        return null;
      }
    } else if (welcome === null) {
      unanswered += 1;
      if (unanswered > 1) return giveUp();
    } else {
      unanswered = 0;
      person = welcome.profile.id;
      await ports.onWelcome(welcome);
    }
    // eslint-disable-next-line typescript/no-unnecessary-condition -- it may have been stopped while it waited
    if (!stopped) timer = setTimeout(next, everyMs);
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
