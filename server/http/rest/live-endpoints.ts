import { httpEvents, maxMessageBytes } from '#shared/protocol.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import { Refusal } from '#shared/refusal.ts';
import { doNotContactCost } from '#server/records/do-not-contact.ts';
import { tokenFrom } from '#server/identity/cookies.ts';
import { uuid } from '#server/http/schemas.ts';
import { readFields } from '#server/http/body.ts';
import { countMore, type Endpoint, type Parameter } from '#server/http/endpoint.ts';

const anything: JsonSchema = { type: 'object' };

const summaries: { readonly [event in (typeof httpEvents)[number] | 'welcome']: string } = {
  welcome:
    'Where a client without a socket stands: what a socket is told first. Ask again every ten seconds, and for what was missed with `sync`.',
  mutate: 'One command, answered as over a socket.',
  mutateMany: 'Several commands, answered as over a socket.',
  group: 'The mids of an act of your own.',
  sync: 'What was missed since a number, each change in full.',
  query: 'A page of records.',
  get: 'Records by their ids.',
  facets: 'Counts and measures.',
  activity: 'What happened to a record.',
  doNotContact: 'Whether a number or address must not be contacted.',
};

const personHeader: Parameter = {
  name: 'X-Person',
  describe: 'The id of the person that you take yourself to be: where the session is another one’s, SESSION_ENDED.',
  schema: uuid,
};

/** The socket's own questions, for those whose network lets no socket through. */
export const liveEndpoints: readonly Endpoint[] = (['welcome', ...httpEvents] as const).map((event) => ({
  method: 'post',
  path: `/live/${event}`,
  tag: 'Without a socket',
  access: 'signed-in',
  summary: summaries[event],
  headers: [personHeader],
  body: anything,
  answer: anything,
  ...(event === 'welcome' ? {} : { socket: { event, argument: 'the same' } }),
  run: async (call) => {
    const { site, tenant, req, res } = call;
    const token = tokenFrom(req.headers, site.config)?.token;
    if (!site.visit || token === undefined)
      throw new Refusal('UNAVAILABLE', 'Nothing live is answered here. Try again.');
    // A page goes on asking for the person whom it shows; its cookies may be another's by now.
    const shown = req.headers['x-person'];
    if (shown !== undefined && shown !== call.actor.id)
      throw new Refusal('SESSION_ENDED', 'Someone else is signed in here now. Sign in again.');
    const input = await readFields(req, res);
    if (Buffer.byteLength(JSON.stringify(input)) > maxMessageBytes)
      throw new Refusal('TOO_LARGE', `A message may have ${maxMessageBytes / 1024} KB. Send less at once.`);
    if (event === 'doNotContact') await countMore(call, doNotContactCost - 1);
    return { data: await site.visit(tenant, token, event, input) };
  },
}));
