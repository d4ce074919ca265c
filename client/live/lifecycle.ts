import { protocolVersion, type Welcome } from '#shared/protocol.ts';
import { setServerTime } from '#client/lib/clock.ts';
import type { ResyncAnswer } from '#client/sync/change-stream.ts';
import { sessionOver, signedOut } from '#client/sync/not-saved.ts';
import type { Records } from './compose-records.ts';
import type { Sync } from './compose-sync.ts';
import { accessOf } from './me.ts';
import type { SharedState } from './shared-state.ts';

/** Where a tab says to the others of its person that they signed out. */
export const signedOutMark = 'signed-out';

/** What happens when a connection is welcomed, when too much was missed, and when the session is over. */
export type Lifecycle = {
  welcomed(welcome: Welcome): Promise<void>;
  /** `answer`: what the server said of the tailoring, where this follows from its answer. */
  resync(reason: string, answer: ResyncAnswer | null): Promise<void>;
  ended(reason: string): void;
};

export const createLifecycle = (shared: SharedState, sync: () => Sync, records: () => Records): Lifecycle => {
  const { me, scopes, updates, events } = shared;

  const welcomed = async (welcome: Welcome): Promise<void> => {
    const { connection, presence, catchUp } = sync();
    if (welcome.protocol !== protocolVersion) {
      events.publish({ kind: 'reload-needed' });
      return connection.end('outdated');
    }
    const before = me();
    // Another tab signed in as another person: what is open here, and unsent, was not theirs.
    if (before !== null && before.id !== welcome.profile.id) return connection.end('signed-out');
    const accessChanged = before !== null && accessOf(before) !== accessOf(welcome.profile);
    const narrowed = [...scopes()].some((scope) => !welcome.scopes.includes(scope));
    updates.run(() => {
      if (welcome.now !== undefined) setServerTime(welcome.now);
      shared.setScopes(welcome.scopes);
      if (JSON.stringify(before) !== JSON.stringify(welcome.profile)) shared.setMe(welcome.profile);
      records().tenant.adopt(welcome.tailoring, welcome.epoch, welcome.profile.tenant.modules);
      // At once, before anything is loaded: what they may no longer see is not painted again.
      if (!accessChanged && !narrowed) return;
      records().merge.narrow();
      presence.disconnected();
      records().undo.clear();
    });
    if (before !== null && accessChanged) events.publish({ kind: 'access-changed', before, me: welcome.profile });
    if (before === null) {
      shared.storage()?.remove(signedOutMark);
      records().sendKept();
    }
    await catchUp(welcome, accessChanged);
  };

  /** Loads again what is shown. It stays on the screen until its answer is here. */
  const resync = async (reason: string, answer: ResyncAnswer | null): Promise<void> => {
    const { queue } = sync();
    const { tenant, merge, fetcher, lists } = records();
    const modules = me()?.tenant.modules;
    if (answer && modules) updates.run(() => tenant.adopt(answer.tailoring, answer.epoch, modules));
    const kept = merge.markAllStale(
      (entry) => entry.watchers > 0 || queue.of(entry.definition.name, entry.id).length > 0,
      reason === 'epoch',
    );
    for (const { definition, id } of kept) fetcher.want(definition, id, true);
    shared.reloads.publish(reason === 'access');
    // That my access changed has been said already.
    if (reason !== 'access') events.publish({ kind: 'resynced', reason });
    await Promise.all([lists.reloadAll(), fetcher.settled()]);
  };

  const ended = (reason: string): void => {
    const { session, reads, queue } = sync();
    session.stop();
    reads.close();
    // Signed out here, in this tab or another: what was not sent was given up.
    const isGivenUp = reason === 'signed-out' && (shared.storage()?.read<boolean>(signedOutMark) ?? false);
    if (!isGivenUp) queue.keepAll();
    queue.refuseAll(isGivenUp ? signedOut : sessionOver);
    // A person who was signed out by others should not leave what they saw on the screen.
    if (reason !== 'expired' && reason !== 'outdated') {
      shared.setScopes([]);
      updates.run(() => records().merge.narrow());
    }
    // Who may not come back leaves nothing behind on this device.
    if (reason === 'deactivated') shared.storage()?.clear();
    events.publish({ kind: 'ended', reason });
  };

  return { welcomed, resync, ended };
};
