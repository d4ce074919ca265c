import { isTooDeep } from '#shared/json.ts';
import { maxMessageBytes } from '#shared/protocol.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import { authenticate } from '#server/identity/authenticate.ts';
import { reportDefect, type Log } from '#server/log.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { LiveSocket } from './live-tenant.ts';
import { messageCost } from './message-cost.ts';
import { chargeSize, pauseReading, isTooLarge } from './receiving.ts';
import { refusalOf } from './refusal-of.ts';
import type { Replies } from './replies.ts';
import { requests } from './requests.ts';
import { isFull } from './send-buffer.ts';

type Tools = {
  readonly config: Config;
  readonly tenants: TenantPool;
  readonly log: Log;
  readonly replies: Replies;
};

/** Answers what a socket asks, as far as its person's allowance goes. */
export const serve = (socket: LiveSocket, { config, tenants, log, replies }: Tools): void => {
  const { allowance } = socket.data;
  chargeSize(socket);
  const answer = async (
    name: string,
    input: unknown,
    ack: unknown,
    work: (input: unknown) => Promise<object>,
  ): Promise<void> => {
    const reply = typeof ack === 'function' ? (ack as (answer: object) => void) : (): void => undefined;
    const mid = (input as { mid?: unknown } | null)?.mid;
    const echo = name === 'mutate' && typeof mid === 'string' ? { mid: mid.slice(0, 60) } : {};
    let isWithin = false;
    try {
      allowance.consume(messageCost(name, input, config.socketRate));
      isWithin = true;
      if (isFull(socket)) throw unread();
      if (isTooLarge(socket, input)) throw tooLarge();
      if (isTooDeep(input)) throw new Refusal('BAD_REQUEST', 'The message is nested too deeply.');
      const found = await work(input);
      const { actor } = socket.data;
      // What was done is never answered by a refusal.
      if (!name.startsWith('mutate') && (await replies(actor.id, found))) {
        // Meanwhile their access may have changed, and what was sent to them not been taken.
        if (socket.data.actor !== actor) throw changing();
        if (isFull(socket)) throw unread();
      }
      reply(found);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) return reply({ ok: false, ...echo, error: reportDefect(log, error, `socket ${name}`).toJSON() });
      if (!isWithin) {
        if (allowance.isFlood()) return socket.data.live.end(socket, 'too-fast');
        pauseReading(socket);
      }
      reply({ ok: false, ...echo, error: refusal });
    }
  };
  for (const [name, handler] of Object.entries(requests)) {
    socket.on(
      name as 'view',
      (input: unknown, ack: unknown) => void answer(name, input, ack, (given) => handler(socket, given)),
    );
  }
  socket.onAny((name: string, input: unknown, ack: unknown) => {
    if (Object.hasOwn(requests, name) || name === 'refresh') return;
    // A newer client's, during a deploy. What is not answered is waited for.
    void answer('unknown', input, ack, () =>
      Promise.reject(new Refusal('BAD_REQUEST', `This server knows no event "${name.slice(0, 40)}".`)),
    );
  });
  socket.on(
    'refresh',
    (input: unknown, ack: unknown) =>
      void answer('refresh', input, ack, async (given) => {
        const { token } = (given ?? {}) as { token?: unknown };
        if (typeof token !== 'string' || token === '')
          throw new Refusal('UNAUTHENTICATED', 'A fresh access token is expected.');
        const renewed = await authenticate(socket.data.live.tenant, token, { config, tenants });
        if (renewed.sessionId !== socket.data.sessionId)
          throw new Refusal('SESSION_ENDED', 'This token belongs to another session. Connect again.');
        socket.data.expiresAt = renewed.expiresAt;
        expireOnTime(socket);
        return { ok: true, expiresAt: renewed.expiresAt };
      }),
  );
};

const tooLarge = (): Refusal =>
  new Refusal('TOO_LARGE', `A message may have ${maxMessageBytes / 1024} KB. Send less at once.`);

const changing = (): Refusal => new Refusal('UNAVAILABLE', 'Your access is changing at this moment. Try again.');

const unread = (): Refusal =>
  new Refusal('RATE_LIMITED', 'Answers that were sent are not read yet. Read them, then ask again.', { retryAfter: 1 });

/** Ends a socket when its session expires. */
export const expireOnTime = (socket: LiveSocket): void => {
  const { data } = socket;
  if (!socket.connected) return;
  if (data.expiry) clearTimeout(data.expiry);
  data.expiry = setTimeout(
    () => data.live.end(socket, 'expired'),
    Math.max(0, Date.parse(data.expiresAt) - Date.now()),
  );
};
