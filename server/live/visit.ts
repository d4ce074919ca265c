import { audienceOf } from '#shared/can.ts';
import type { httpEvents } from '#shared/protocol.ts';
import { Refusal } from '#shared/refusal.ts';
import type { SignedIn } from '#server/identity/authenticate.ts';
import { object } from './input.ts';
import type { LiveTenant } from './live-tenant.ts';
import type { Replies } from './replies.ts';
import { httpRequests } from './requests.ts';
import { heldTailoring } from './tailoring.ts';

/** What someone asks over HTTP as they would over a socket; `welcome` is what a socket is told first. */
export type HttpEvent = (typeof httpEvents)[number] | 'welcome';

const writing: readonly HttpEvent[] = ['mutate', 'mutateMany'];
const mostTries = 5;

/**
 * Answers one request in a socket's place, with changes each in full: the next request may come to another pod. Access
 * that changed meanwhile makes it ask again, as on a socket; a mutation looks at it by itself.
 */
export const answerVisit = async (
  live: LiveTenant,
  read: () => Promise<SignedIn>,
  { event, input, replies }: { readonly event: HttpEvent; readonly input: unknown; readonly replies: Replies },
): Promise<object> => {
  live.visited();
  for (let tries = 0; tries < mostTries; tries += 1) {
    const admitted = await live.admit(read);
    const { actor, person, principal, profile, expiresAt } = admitted;
    const scopes = audienceOf(actor, live.tenant.catalog.collections);
    if (event === 'welcome')
      return live.welcomeOf({ scopes, profile, expiresAt, held: heldTailoring(object(input)['tailoring']) });
    const audience = { scopes: new Set(scopes), form: 1 } as const;
    const answer = await httpRequests[event](
      { connected: true, data: { live, principal, person, actor, audience } },
      input,
    );
    if (writing.includes(event)) return answer;
    await replies(actor.id, answer);
    if (live.isCurrent(admitted)) return answer;
  }
  throw new Refusal('UNAVAILABLE', 'Your access is changing at this moment. Try again.');
};
