import assert from 'node:assert/strict';
import { deflateSync, crc32 } from 'node:zlib';
import { test } from 'node:test';
import { dataOf, listOf, refusal } from '#server/testing/tailoring.ts';
import { world } from '#server/testing/world.ts';

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

/** A PNG that says it is so large, of one colour. */
const png = (width: number, height = width): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(Math.min(height, 64) * (Math.min(width, 64) * 3 + 1)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
};

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/steal")</script></svg>';

test('a logo: sent by an admin, kept as what it is, worn before and after sign-in, seen by colleagues at once', async (t) => {
  const { ana, ben, pods } = await world(t, { pods: 2 });
  const url = `${pods[0]?.url}/smiles/api/v1`;
  const send = async (who: typeof ana, body: Buffer | string, type = 'image/png') =>
    who.request('POST', '/look/images', body, { 'content-type': type });

  assert.deepEqual((await send(ben, png(8))).status, 403, 'staff do not choose the logo');
  const stranger = await fetch(`${url}/look/images`, { method: 'POST', body: 'x' });
  assert.equal(stranger.status, 401);

  const refused = [
    [svg, /SVG files can hold scripts/],
    [`\ufeff<?xml version="1.0"?>${svg}`, /SVG|not a PNG/],
    ['<html><script>alert(1)</script></html>', /not a PNG, JPEG or WebP/],
    ['GIF89a\u0001\u0000\u0001\u0000', /not a PNG, JPEG or WebP/],
    [png(5_000), /5000 by 5000 pixels/],
    ['', /Send the image/],
  ] as const;
  for (const [body, why] of refused) {
    // Whatever it is called: what it is decides.
    const [status, field, message] = refusal(await send(ana, body));
    assert.deepEqual([status, field], [422, 'logo'], message);
    assert.match(message, why);
  }
  assert.equal((await send(ana, Buffer.alloc(600 * 1024, 1))).status, 413);

  const image = png(16);
  const kept = await send(ana, image, 'image/svg+xml');
  assert.equal(kept.status, 201, JSON.stringify(kept.body));
  const { name, path } = dataOf(kept) as { name: string; path: string };
  assert.match(name, /^[0-9a-f]{64}\.png$/);
  assert.equal(dataOf(await send(ana, image))['name'], name, 'the same image again is the same');

  const shown = await fetch(`${pods[0]?.url}${path}`);
  assert.equal(shown.status, 200);
  assert.equal(shown.headers.get('content-type'), 'image/png');
  assert.match(shown.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
  assert.equal(shown.headers.get('x-content-type-options'), 'nosniff');
  assert.match(shown.headers.get('cache-control') ?? '', /immutable/);
  assert.deepEqual(Buffer.from(await shown.arrayBuffer()), image);
  for (const other of ['x.png', `${'0'.repeat(64)}.png`, '..%2fsettings'])
    assert.equal((await fetch(`${url}/look/images/${other}`)).status, 404);

  const [settings] = listOf(await ana.request('GET', '/settings'));
  const at = `/settings/${String(settings?.['id'])}`;
  assert.deepEqual(refusal(await ana.request('PATCH', at, { logo: 'https://elsewhere.example/x.png' })).slice(0, 2), [
    422,
    'logo',
  ]);
  const desk = await ben.connect(1);
  assert.equal((await ana.request('PATCH', at, { logo: name, accent: '#facc15' })).status, 200);
  await desk.until('the logo', ({ changes }) => changes.some(({ data }) => data?.['logo'] === name));
  const face = (await (await fetch(`${url}/tenant`)).json()) as { data: unknown };
  assert.deepEqual(face.data, { slug: 'smiles', name: 'Smiles', accent: '#facc15', logo: name });

  const manifest = await fetch(`${url}/look/manifest`);
  assert.match(manifest.headers.get('content-type') ?? '', /^application\/manifest\+json/);
  const said = (await manifest.json()) as {
    name: string;
    start_url: string;
    icons: { src: string }[];
    theme_color: string;
  };
  assert.deepEqual([said.name, said.start_url, said.icons[0]?.src], ['Smiles', '/smiles/', path]);
  const icon = await (await fetch(`${url}/look/icon`)).text();
  assert.ok(icon.includes(`fill="${said.theme_color}"`), 'the mark is in the colour that reads on white');
  assert.ok(!icon.includes('#facc15'));
});

test('a tenant keeps its latest images, and its logo for as long as it is that', async (t) => {
  const { ana, smiles } = await world(t);
  const names: string[] = [];
  for (let size = 1; size <= 23; size++) {
    const kept = await ana.request('POST', '/look/images', png(size), { 'content-type': 'image/png' });
    names.push(String(dataOf(kept)['name']));
    const [settings] = listOf(await ana.request('GET', '/settings'));
    if (size === 1) await ana.request('PATCH', `/settings/${String(settings?.['id'])}`, { logo: names[0] });
  }
  const held = (await smiles.db.query<{ name: string }>('select name from images')).map(({ name }) => name);
  assert.equal(held.length, 21);
  assert.ok(names[0] && held.includes(names[0]));
  assert.ok(names[1] && !held.includes(names[1]));
});

test('a clinic has hours by weekday and holidays; what is no time, or twice the same day, is refused', async (t) => {
  const { ana, ben, clinics } = await world(t);
  const at = `/clinics/${clinics.ganapathy.id}`;
  const hours = {
    monday: [
      { from: '09:00', to: '13:00' },
      { from: '14:00', to: '19:00' },
    ],
    sunday: [],
  };
  const holidays = [{ day: '2027-01-14', name: 'Pongal' }, { day: '2027-01-26' }];
  const set = await ana.request('PATCH', at, { hours, holidays });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  assert.deepEqual(dataOf(set)['hours'], { monday: hours.monday });
  assert.deepEqual(
    (dataOf(await ben.request('GET', at))['holidays'] as { day: string }[]).map(({ day }) => day),
    ['2027-01-14', '2027-01-26'],
  );
  const refused: readonly [object, string][] = [
    [{ hours: { monday: [{ from: '10:00', to: '09:00' }] } }, 'hours'],
    [{ hours: { someday: [] } }, 'hours'],
    [{ holidays: [{ day: '2027-01-14' }, { day: '2027-01-14' }] }, 'holidays'],
    [{ holidays: [{ day: '2027-02-30' }] }, 'holidays'],
  ];
  for (const [patch, field] of refused)
    assert.deepEqual(refusal(await ana.request('PATCH', at, patch)).slice(0, 2), [422, field], JSON.stringify(patch));
});
