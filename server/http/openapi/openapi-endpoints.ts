import type { Endpoint } from '#server/http/endpoint.ts';
import { openApi, type Documented } from './document.ts';
import { apiPage } from './page.ts';

const tag = 'Documentation';

/** A tenant's API, describing itself. `all` is asked late, for these endpoints are part of it. */
export const documentation = (all: () => readonly Documented[]): Endpoint[] => [
  {
    method: 'get',
    path: '/openapi.json',
    tag,
    summary: 'This description, for programs.',
    answer: 'json',
    access: 'open',
    run: async ({ tenant: { info } }) => ({
      text: {
        type: 'application/json; charset=utf-8',
        body: JSON.stringify(openApi(`${info.name} API`, `/${info.slug}/api/v1`, all(), info.modules)),
      },
    }),
  },
  {
    method: 'get',
    path: '/docs',
    tag,
    summary: 'This description, for people.',
    answer: 'html',
    access: 'open',
    run: async ({ tenant: { info } }) => {
      const shown = all().filter(({ collection }) => !collection || info.modules.includes(collection.name));
      return {
        text: { type: 'text/html; charset=utf-8', body: apiPage(`${info.name} API`, `/${info.slug}/api/v1`, shown) },
      };
    },
  },
];
