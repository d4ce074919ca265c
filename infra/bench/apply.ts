import { setTimeout as wait } from 'node:timers/promises';
import type { CDPSession } from '@playwright/test';
import type { Log } from '#infra/local/processes.ts';
import { now } from './clock.ts';
import { heapOf, loadAll, openBrowsers, openDesk, racing, scroll, type Browsers } from './desk-page.ts';
import type { Prepared } from './prepare.ts';
import { connectClients, disconnectClients, type Side } from './sides.ts';
import type { Writing, Written } from './write.ts';

/** What a desk full of leads costs while others change them, and what a phone on a busy desk is sent. */
export type Applied = {
  readonly leads: number;
  /** As they came: a status changes its history too. */
  readonly changesPerSecond: number;
  /** Of the tab's main thread, as a part of one core: while nothing happens, and while changes come in. */
  readonly idle: number;
  readonly busy: number;
  /** Bytes in use after a collection, and how many changes had come in by then. */
  readonly heap: readonly { readonly changes: number; readonly bytes: number }[];
  readonly phone: Phone;
};

/** What a phone was sent, in bytes. */
export type Phone = {
  /** To open the desk for the first time, and again. */
  readonly opened: number;
  readonly openedAgain: number;
  /** While this many frames of changes came in, for so many seconds. */
  readonly stretch: number;
  readonly frames: number;
  readonly seconds: number;
};

type Applying = {
  readonly side: Side;
  readonly prepared: Prepared;
  readonly url: string;
  /** The cookies of who holds a token. */
  readonly cookiesOf: (token: string) => readonly string[];
  readonly seconds: number;
  readonly log: Log;
};

/** Of mutations of a lead's status, each of which is two changes. */
const pace = 100;
const stretches = 4;
/** On a busy desk: three mutations a second, of all clinics. */
const phonePace = 3;
const phoneSeconds = 60;

export const measureApplying = async (applying: Applying): Promise<Applied> => {
  const browsers = await openBrowsers(applying.log);
  try {
    await connectClients(applying.side, applying.prepared, { writers: 10, subscribers: 0 });
    const desk = await applyOnDesk(browsers, applying);
    return { ...desk, phone: await countOnPhone(browsers, applying) };
  } finally {
    await browsers.close();
    await disconnectClients(applying.side);
  }
};

const applyOnDesk = async (
  browsers: Browsers,
  { side, prepared, url, cookiesOf, seconds }: Applying,
): Promise<Omit<Applied, 'phone'>> => {
  const { page, session } = await browsers.enter({ viewport: { width: 1440, height: 900 } });
  const leads = await openDesk(page, url, cookiesOf(prepared.admins.at(-1) ?? ''));
  await loadAll(page, leads);
  await scroll(page, { by: -racing });
  // What it works for itself: on a busy machine a task also waits for its turn.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const heap = [{ changes: 0, bytes: await heapOf(session) }];
  const idle = await during(session, () => wait(seconds * 1_000));
  const busy: number[] = [];
  let changes = 0;
  let took = 0;
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    let written = 0;
    const began = now();
    busy.push(
      await during(session, async () => {
        written = await write(side, stretch, pace, seconds * 2);
      }),
    );
    took += now() - began;
    changes += written * 2;
    heap.push({ changes, bytes: await heapOf(session) });
  }
  await page.context().close();
  const mean = busy.reduce((sum, share) => sum + share, 0) / busy.length;
  return { leads, changesPerSecond: changes / (took / 1e6), idle, busy: mean, heap };
};

/** The part of one core that a tab's main thread takes meanwhile. */
const during = async (session: CDPSession, work: () => Promise<void>): Promise<number> => {
  const busySeconds = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const [before, began] = [await busySeconds(), now()];
  await work();
  return ((await busySeconds()) - before) / ((now() - began) / 1e6);
};

/** Writes for a while; how many mutations were acknowledged. */
const write = async (side: Side, seed: number, perSecond: number, seconds: number): Promise<number> => {
  const startAt = now() + 50_000;
  const endAt = startAt + seconds * 1e6;
  const writing = { round: seed, startAt, endAt, mix: 'status', pace: perSecond, seed } satisfies Writing;
  const written = await side.writing.ask<Written[]>('write', writing);
  const refused = written.flatMap((one) => one.refused);
  if (refused.length > 0) throw new Error(`a writer was refused: ${refused[0]}`);
  return written.reduce((sum, { acked }) => sum + acked, 0);
};

const countOnPhone = async (browsers: Browsers, { side, prepared, url, cookiesOf }: Applying): Promise<Phone> => {
  const { page, session } = await browsers.enter({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  let bytes = 0;
  let frames = 0;
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  session.on('Network.webSocketFrameReceived', ({ response: { payloadData } }) => {
    bytes += Buffer.byteLength(payloadData);
    if (payloadData.startsWith('42["frame"')) frames += 1;
  });
  const since = async (work: () => Promise<unknown>): Promise<number> => {
    const before = bytes;
    await work();
    // What was asked last is under way.
    await wait(2_000);
    return bytes - before;
  };
  const opened = await since(() => openDesk(page, url, cookiesOf(prepared.staff[0] ?? '')));
  const openedAgain = await since(() => page.reload({ waitUntil: 'load' }));
  frames = 0;
  const stretch = await since(() => write(side, 100, phonePace, phoneSeconds));
  return { opened, openedAgain, stretch, frames, seconds: phoneSeconds };
};
