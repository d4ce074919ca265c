import { io, type Socket } from 'socket.io-client';
import { v7 } from 'uuid';
import { createFrameReader } from '#shared/change-frame.ts';
import { productCatalog } from '#shared/modules/index.ts';
import type {
  Change,
  ClientEvents,
  FacetsAnswer,
  GetAnswer,
  MutationAnswer,
  Presence,
  QueryAnswer,
  QueryRequest,
  Refused,
  SentFrame,
  ServerEvents,
  SyncAnswer,
  Welcome,
} from '#shared/protocol.ts';

/** A plain client of the wire, with a memory of everything that it was ever sent. */
export type TestClient = {
  readonly socket: Socket<ServerEvents, ClientEvents>;
  readonly welcomes: readonly Welcome[];
  readonly changes: readonly Change[];
  /** The frames that some of the changes came in. */
  readonly frames: readonly SentFrame[];
  readonly presence: readonly Presence[];
  readonly ended: readonly string[];
  /** Every byte of every event and answer, as text: what is not in it was never seen. */
  readonly seen: () => string;
  readonly mutate: (
    name: string,
    args: Record<string, unknown>,
    more?: { mid?: string; base?: number },
  ) => Promise<MutationAnswer>;
  readonly query: (request: QueryRequest) => Promise<QueryAnswer>;
  readonly get: (collection: string, ids: string[]) => Promise<GetAnswer>;
  readonly facets: (collection: string, by: string[], filter?: unknown) => Promise<FacetsAnswer>;
  readonly sync: (since: number, epoch?: string) => Promise<SyncAnswer>;
  readonly ask: (event: keyof ClientEvents, request: unknown) => Promise<{ ok: boolean } & Partial<Refused>>;
  /** Waits until what was received meets the condition; fails after some seconds, saying what was waited for. */
  readonly until: (what: string, met: (client: TestClient) => boolean) => Promise<void>;
  readonly close: () => void;
};

type Options = {
  readonly url: string;
  readonly slug: string;
  readonly token?: string;
  readonly tailoring?: unknown;
  /** The form in which it asks for changes. */
  readonly changes?: unknown;
  readonly headers?: Record<string, string>;
  readonly reconnection?: boolean;
};

const timeoutMs = 8_000;

/** Opens a socket without waiting for its welcome; a refusal shows in `socket` as `connect_error`. */
export const openClient = ({
  url,
  slug,
  token,
  tailoring = null,
  changes: form,
  headers,
  reconnection = false,
}: Options): TestClient => {
  const socket: Socket<ServerEvents, ClientEvents> = io(url, {
    path: `/${slug}/socket.io`,
    transports: ['websocket'],
    auth: { ...(token ? { token } : {}), ...(tailoring ? { tailoring } : {}), changes: form },
    forceNew: true,
    reconnection,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    ...(headers ? { extraHeaders: headers } : {}),
  });
  const welcomes: Welcome[] = [];
  const changes: Change[] = [];
  const frames: SentFrame[] = [];
  const reader = createFrameReader(productCatalog.named);
  const presence: Presence[] = [];
  const ended: string[] = [];
  const bytes: string[] = [];
  const waiting = new Set<() => void>();
  const keep = <T>(value: T): T => {
    bytes.push(JSON.stringify(value) ?? '');
    for (const look of waiting) look();
    return value;
  };
  socket.on('welcome', (welcome) => {
    welcomes.push(welcome);
    reader.welcome(welcome);
    keep(welcome);
  });
  socket.on('change', (...list) => {
    changes.push(...list);
    keep(list);
  });
  socket.on('frame', (...frame) => {
    frames.push(frame);
    changes.push(...reader.read(frame));
    keep(frame);
  });
  socket.on('presence', (...list) => {
    presence.push(...list);
    keep(list);
  });
  socket.on('ended', (reason) => {
    ended.push(reason);
    keep(reason);
  });
  socket.on('disconnect', () => keep('disconnect'));
  socket.on('connect_error', (error) => keep((error as Error & { data?: unknown }).data ?? error.message));
  const ask = async <T>(event: keyof ClientEvents, request: unknown): Promise<T> =>
    keep((await socket.timeout(timeoutMs).emitWithAck(event, request as never)) as T);
  const client: TestClient = {
    socket,
    welcomes,
    changes,
    frames,
    presence,
    ended,
    seen: () => bytes.join('\n'),
    mutate: (name, args, { mid = v7(), base } = {}) =>
      ask('mutate', { mid, name, args, ...(base === undefined ? {} : { base }) }),
    query: (request) => ask('query', request),
    get: (collection, ids) => ask('get', { collection, ids }),
    facets: (collection, by, filter) => ask('facets', { collection, by, filter }),
    sync: (since, epoch = welcomes.at(-1)?.epoch ?? '') => ask('sync', { since, epoch }),
    ask: (event, request) => ask(event, request),
    until: (what, met) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const look = (): void => {
          if (!met(client)) return;
          stop();
          resolve();
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`waited ${timeoutMs / 1000} s for: ${what}`));
        }, timeoutMs);
        waiting.add(look);
        look();
      }),
    close: () => socket.disconnect(),
  };
  return client;
};

export const connected = async (options: Options): Promise<TestClient> => {
  const client = openClient(options);
  await client.until('a welcome', ({ welcomes }) => welcomes.length > 0);
  return client;
};
