import { Refusal } from '#shared/refusal.ts';
import { can } from '#shared/can.ts';
import { keepImage, largestImage, readImage } from '#server/images/images.ts';
import { imagePath, lookOf } from '#server/tenants/look.ts';
import { readBytes } from '#server/http/body.ts';
import { param, type Endpoint } from '#server/http/endpoint.ts';
import { object, text } from '#server/http/schemas.ts';
import { iconIn } from './icon.ts';

const tag = 'Look';

/** Whatever is in a file that someone sent: it runs nothing, loads nothing, and is in no page's place. */
const harmless = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  // Mails show them too.
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

const unchanging = 'public, max-age=31536000, immutable';

/** How a tenant looks, to its own people and to those who have not signed in. */
export const lookEndpoints: readonly Endpoint[] = [
  {
    method: 'post',
    path: '/look/images',
    tag,
    summary:
      'Upload an image for the logo: PNG, JPEG or WebP, at most 512 kB. Then put the name that it answers into the settings.',
    body: 'image',
    answer: object({ name: text, path: text }),
    status: 201,
    access: 'signed-in',
    run: async ({ tenant, actor, req, res }) => {
      const settings = tenant.catalog.named('settings');
      if (!settings || !can(actor, 'update', settings))
        throw new Refusal('FORBIDDEN', 'Only those who may change the settings upload images.');
      const name = await keepImage(tenant.db, await readBytes(req, res, largestImage));
      return { status: 201, data: { name, path: imagePath(tenant.info.slug, name) } };
    },
  },
  {
    method: 'get',
    path: '/look/images/:name',
    tag,
    summary: 'An uploaded image. Its name follows from its content, so that it may be kept for ever.',
    answer: 'image',
    access: 'open',
    run: async (call) => {
      const image = await readImage(call.tenant.db, param(call, 'name'));
      if (!image) throw new Refusal('NOT_FOUND', 'There is no such image.');
      return { headers: { ...harmless, 'Cache-Control': unchanging }, file: { type: image.type, bytes: image.bytes } };
    },
  },
  {
    method: 'get',
    path: '/look/icon',
    tag,
    summary: 'The mark in the workspace’s colour, for the browser’s tab where there is no logo.',
    answer: 'image',
    access: 'open',
    run: async ({ tenant: { info } }) => ({
      headers: { ...harmless, 'Cache-Control': 'no-cache' },
      file: { type: 'image/svg+xml', bytes: Buffer.from(iconIn(lookOf(info).accent)) },
    }),
  },
  {
    method: 'get',
    path: '/look/manifest',
    tag,
    summary: 'The web app manifest: name, colours and icon of the workspace as an app on a phone or desktop.',
    answer: 'json',
    access: 'open',
    run: async ({ tenant: { info } }) => {
      const { name, accent, logoPath } = lookOf(info);
      const place = `/${info.slug}/`;
      const mark = { src: `${place}api/v1/look/icon`, type: 'image/svg+xml', sizes: 'any' };
      const manifest = {
        id: place,
        name,
        short_name: name,
        start_url: place,
        scope: place,
        display: 'standalone',
        theme_color: accent,
        background_color: '#ffffff',
        icons: logoPath === null ? [mark] : [{ src: logoPath, sizes: 'any' }, mark],
      };
      return {
        headers: { 'Cache-Control': 'no-cache' },
        text: { type: 'application/manifest+json; charset=utf-8', body: JSON.stringify(manifest) },
      };
    },
  },
];
