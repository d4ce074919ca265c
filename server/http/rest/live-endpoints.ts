import { httpEvents } from '#shared/protocol.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import { Refusal } from '#shared/refusal.ts';
import { tokenFrom } from '#server/identity/cookies.ts';
import { readFields } from '#server/http/body.ts';
import type { Endpoint } from '#server/http/endpoint.ts';

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
};

/** The socket's own questions, for those whose network lets no socket through. */
export const liveEndpoints: readonly Endpoint[] = (['welcome', ...httpEvents] as const).map((event) => ({
  method: 'post',
  path: `/live/${event}`,
  tag: 'Without a socket',
  access: 'signed-in',
  summary: summaries[event],
  body: anything,
  answer: anything,
  ...(event === 'welcome' ? {} : { socket: { event, argument: 'the same' } }),
  run: async (call) => {
    const { site, tenant, req, res } = call;
    const token = tokenFrom(req.headers, site.config)?.token;
    if (!site.visit || token === undefined)
      throw new Refusal('UNAVAILABLE', 'Nothing live is answered here. Try again.');
    const input = await readFields(req, res);
    return { data: await site.visit(tenant, token, event, input) };
  },
}));
