import { startChild, type Child } from './children.ts';
import type { Place } from './light-socket.ts';
import type { Prepared } from './prepare.ts';

/** One of the two that are compared: its server, and the processes whose clients load it. */
export type Side = {
  readonly name: 'ours' | 'reference';
  readonly server: Child;
  readonly place: Place;
  readonly writing: Child;
  readonly listening: Child;
  /** How many changes a mutation of each mix brings: the status's history is one of its own. */
  readonly lanesOf: { readonly nextAction: 1; readonly status: 1 | 2 };
};

export type Sides = { readonly ours: Side; readonly reference: Side; readonly stop: () => Promise<void> };

type Options = {
  readonly ours: { readonly [name: string]: string };
  readonly reference: { readonly [name: string]: string };
};

/** Everything that runs is ended by `stop`, also when the start of a later one fails. */
export const startSides = async (env: Options): Promise<Sides> => {
  const started: Child[] = [];
  const start: typeof startChild = async (file, options) => {
    const child = await startChild(file, options);
    started.push(child);
    return child;
  };
  const stop = async (): Promise<void> => {
    for (const child of started.toReversed()) await child.stop();
  };
  const side = async (name: Side['name'], lanesOf: Side['lanesOf']): Promise<Side> => {
    const server = await start(
      name === 'ours' ? import.meta.resolve('./own-server.ts') : import.meta.resolve('./reference-server.ts'),
      {
        env: env[name],
        flags: ['--expose-gc'],
      },
    );
    const [writing, listening] = [
      await start(import.meta.resolve('./load.ts')),
      await start(import.meta.resolve('./load.ts')),
    ];
    return {
      name,
      server,
      place: { port: await server.ask<number>('port'), path: '/bench/socket.io/' },
      writing,
      listening,
      lanesOf,
    };
  };
  try {
    return {
      ours: await side('ours', { nextAction: 1, status: 2 }),
      reference: await side('reference', { nextAction: 1, status: 1 }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

const mostLeadsOfWriter = 200;

export type Clients = { readonly writers: number; readonly subscribers: number };

/** Connects a side's clients: those who write, and as many others who only listen. All of them hear every change. */
export const connectClients = async (
  side: Side,
  { admins, leadIds }: Prepared,
  { writers, subscribers }: Clients,
): Promise<void> => {
  const each = Math.min(mostLeadsOfWriter, Math.floor(leadIds.length / writers));
  const ids = Array.from({ length: writers }, (_, i) => leadIds.slice(i * each, (i + 1) * each));
  await side.writing.ask('connect', { place: side.place, tokens: admins.slice(0, writers), leadIds: ids });
  const tokens = Array.from({ length: subscribers }, (_, i) => admins[writers + (i % (admins.length - writers))] ?? '');
  await side.listening.ask('connect', { place: side.place, tokens, leadIds: [] });
};

export const disconnectClients = async (side: Side): Promise<void> => {
  await side.writing.ask('close');
  await side.listening.ask('close');
};
