import { createMemo, createRoot, createSignal } from 'solid-js';
import { protocolVersion, type Change, type Profile, type Welcome } from '#shared/protocol.ts';
import { createApply } from '#client/store/merge.ts';
import { createCatchUp } from '#client/sync/change-stream.ts';
import { createConnection } from '#client/sync/connection.ts';
import { createFetcher } from '#client/store/fetcher.ts';
import { createFrame } from '#client/lib/update-batch.ts';
import { createLists } from '#client/store/lists.ts';
import { createListeners } from '#client/lib/listeners.ts';
import { accessOf, actorOf, goneEvent } from './me.ts';
import { createMoment } from '#client/store/tenant-clock.ts';
import { createMutate, refusedEvent } from '#client/store/mutate.ts';
import { notSent, sessionOver } from '#client/sync/not-saved.ts';
import { createOutbox } from '#client/sync/mutation-queue.ts';
import { replay } from '#client/store/optimistic.ts';
import { createPresence } from '#client/sync/presence.ts';
import { createReads } from '#client/sync/reads.ts';
import { createRing } from '#client/sync/in-flight-changes.ts';
import { createSession } from '#client/sync/session-renewal.ts';
import { createStore, type Store } from '#client/store/record-store.ts';
import { surfaceOf } from './surface.ts';
import { createTouches } from '#client/store/recent-edits.ts';
import type { Live, LiveEvent, LiveOptions } from './types.ts';
import { createUndo } from '#client/store/undo.ts';

const mostHeld = 3_000;
/** Behind by so much, a reconnect would have to fetch too many changes again. */
const mostLag = 500;
const verifyMs = 5 * 60_000;

/** Everything live of one tenant, for the person who is signed in. Close it when the workspace is left. */
export const createLive = (options: LiveOptions): Live => createRoot((dispose) => wire(options, dispose));

const wire = (options: LiveOptions, dispose: () => void): Live => {
  const [me, setMe] = createSignal<Profile | null>(null);
  const actor = createMemo(() => actorOf(me()));
  const { moment, tick } = createMoment(me);
  const events = createListeners<LiveEvent>();
  const changes = createListeners<Change>();
  const reloads = createListeners<boolean>();
  const frame = createFrame();
  const ring = createRing();
  let scopes: ReadonlySet<string> = new Set();
  let verifiedAt = Date.now();
  /** What was missed before this connection is here. */
  let whole = false;

  const session = createSession({
    tenant: options.tenant,
    refreshSession: options.refreshSession,
    token: options.token,
    present: (token) => connection.ask('refresh', { token }),
  });
  const connection = createConnection(options, session.token, {
    onWelcome: (welcome) => void welcomed(welcome),
    onChanges: (news) => catchUp.receive(news),
    onPresence: (news) => frame.run(() => presence.hear(news)),
    onCut: () => {
      whole = false;
      catchUp.cut();
      frame.run(() => presence.cut());
    },
    onEnded: (reason) => ended(reason),
    onTick: () => {
      if (catchUp.lag() > mostLag || Date.now() - verifiedAt > verifyMs) void verify();
    },
    verify: () => verify(),
    renew: () => session.renew(),
  });
  const reads = createReads({
    ring,
    newest: () => catchUp.newest(),
    open: connection.open,
    ask: (event, payload) => connection.ask(event, payload, 15_000),
  });
  const fetcher = createFetcher({
    reads,
    install: (definition, records, since, asked) => frame.run(() => apply.install(definition, records, since, asked)),
  });
  const outbox = createOutbox({
    frame,
    live: () => connection.state() === 'live',
    ask: (mutation, withinMs) => connection.ask('mutate', mutation, withinMs),
    refresh: (definition, id) => store.refresh(store.entry(definition, id)),
    confirmed: (definition, id, record, seq) => {
      // What changed between an answer that was given long ago and now went by unheld.
      const mayBeOld = record !== null && store.peek(definition, id)?.base === undefined && seq < catchUp.newest();
      apply.install(definition, record ? [record] : [], [], record ? [] : [id]);
      if (mayBeOld) fetcher.want(definition, id, false);
    },
    held: (definition, id) => store.peek(definition, id)?.base ?? null,
    onRefused: ({ command, args, label }, error) => events.tell(refusedEvent(command, args, label, error)),
  });
  const lists = createLists({ store: () => store, want: (definition, id) => fetcher.want(definition, id, false) });
  const store: Store = createStore({
    overlay: (definition, id, base) => replay(base, outbox.of(definition, id)),
    want: (definition, id) => fetcher.want(definition, id, true),
    onShown: (entry) => frame.run(() => lists.shown(entry)),
    isPending: (definition, id) => outbox.of(definition, id).length > 0,
    limit: options.mostHeld ?? mostHeld,
  });
  const apply = createApply({
    store,
    scopes: () => scopes,
    lists,
    want: (definition, id) => fetcher.want(definition, id, false),
    onGone: (entry, last, change) => events.tell(goneEvent(entry, last, change, me())),
  });
  const touches = createTouches(() => me()?.id);
  const presence = createPresence(
    () => me()?.id,
    (request) => void connection.ask('view', request),
  );

  const catchUp = createCatchUp({
    ask: (request) => connection.ask('sync', request, 8_000),
    apply: (news, live) =>
      frame.run(() => {
        ring.push(news);
        for (const change of news) {
          apply.change(change);
          outbox.confirm(change);
          undo.change(change);
          if (live) touches.note(change);
          changes.tell(change);
        }
        store.evict();
      }),
    resync: (reason) => resync(reason),
    doubt: connection.doubt,
    whole: () => live(),
  });

  const mutate = createMutate({
    actor,
    moment,
    held: (definition, id) => store.peek(definition, id),
    add: outbox.add,
    closed: () => (connection.state() === 'ended' ? sessionOver : connection.offlineTooLong() ? notSent : null),
    onMade: (made) => undo.note(made),
    onEvent: events.tell,
  });
  const undo = createUndo({
    mutate,
    heldVersion: (definition, id) => store.peek(definition, id)?.base?.version ?? null,
    me: () => me()?.id,
    onEvent: events.tell,
  });
  events.on((event) => event.kind === 'removed' && !event.mine && undo.forget(event.id));

  const live = (): void => {
    if (!whole) return;
    connection.caughtUp();
    outbox.pump();
  };

  const verify = async (): Promise<boolean> => {
    verifiedAt = Date.now();
    tick();
    const answered = await catchUp.verify();
    if (answered) live();
    return answered;
  };

  const welcomed = async (welcome: Welcome): Promise<void> => {
    if (welcome.protocol !== protocolVersion) {
      events.tell({ kind: 'reload-needed' });
      return connection.end('outdated');
    }
    const before = me();
    // Another tab signed in as somebody else: what is open here, and unsent, was not theirs.
    if (before !== null && before.id !== welcome.me.id) return connection.end('signed-out');
    const anew = before !== null && accessOf(before) !== accessOf(welcome.me);
    const narrowed = [...scopes].some((scope) => !welcome.scopes.includes(scope));
    frame.run(() => {
      scopes = new Set(welcome.scopes);
      if (JSON.stringify(before) !== JSON.stringify(welcome.me)) setMe(welcome.me);
      // At once, before anything is loaded: not one frame of what is not theirs any more.
      if (!anew && !narrowed) return;
      apply.narrow();
      presence.cut();
      undo.clear();
    });
    session.expires(welcome.expiresAt);
    if (before !== null && anew) events.tell({ kind: 'access-changed', before, me: welcome.me });
    reads.opened();
    presence.opened();
    if (!(await catchUp.welcome(welcome, anew))) return;
    whole = true;
    live();
  };

  /** Loads again whatever is shown. It stays on the screen until its answer is here. */
  const resync = async (reason: string): Promise<void> => {
    const kept = apply.doubtAll(
      (entry) => entry.watchers > 0 || outbox.of(entry.definition, entry.id).length > 0,
      reason === 'epoch',
    );
    for (const { definition, id } of kept) fetcher.want(definition, id, true);
    undo.doubt();
    reloads.tell(reason === 'access');
    // That my access changed has been said already.
    if (reason !== 'access') events.tell({ kind: 'resynced', reason });
    await Promise.all([lists.reloadAll(), fetcher.settled()]);
  };

  const ended = (reason: string): void => {
    session.stop();
    reads.close();
    outbox.refuseAll(sessionOver);
    // Whoever is signed out by others should not leave what they saw on the screen.
    if (reason !== 'expired' && reason !== 'outdated') {
      scopes = new Set();
      frame.run(() => apply.narrow());
    }
    events.tell({ kind: 'ended', reason });
  };

  connection.start();

  return surfaceOf({
    connection,
    store,
    apply,
    frame,
    reads,
    lists,
    outbox,
    touches,
    presence,
    undo,
    mutate,
    me,
    actor,
    moment,
    events,
    changes,
    reloads,
    signOut: async () => {
      await options.endSession?.();
      connection.end('signed-out');
    },
    close: () => {
      session.stop();
      touches.close();
      reads.close();
      outbox.refuseAll(notSent);
      connection.close();
      dispose();
    },
  });
};
