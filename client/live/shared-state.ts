import { createMemo, createSignal, type Accessor } from 'solid-js';
import type { Actor, Moment } from '#shared/actor.ts';
import type { Change, Profile } from '#shared/protocol.ts';
import { createListeners, type Listeners } from '#client/lib/listeners.ts';
import { createPersonalStorage, type PersonalStorage } from '#client/lib/personal-storage.ts';
import { createUpdateBatch, type UpdateBatch } from '#client/lib/update-batch.ts';
import { createTenantClock } from '#client/store/tenant-clock.ts';
import { actorOf } from './me.ts';
import type { LiveEvent } from './types.ts';

/** What every part of one live client knows: who is signed in, what they may see, what time it is, who listens. */
export type SharedState = {
  readonly me: Accessor<Profile | null>;
  readonly setMe: (me: Profile) => void;
  readonly actor: Accessor<Actor | null>;
  /** The scopes that the last `welcome` named. */
  readonly scopes: () => ReadonlySet<string>;
  readonly setScopes: (scopes: Iterable<string>) => void;
  readonly moment: Accessor<Moment>;
  /** What this device keeps for who is signed in; null until that is known. */
  readonly storage: Accessor<PersonalStorage | null>;
  readonly updates: UpdateBatch;
  readonly events: Listeners<LiveEvent>;
  readonly changes: Listeners<Change>;
  /** Everything is loaded again; true: what is shown may no longer be visible to this person. */
  readonly reloads: Listeners<boolean>;
};

export const createSharedState = (tenant: string): SharedState => {
  const [me, setMe] = createSignal<Profile | null>(null);
  const id = createMemo(() => me()?.id);
  let scopes: ReadonlySet<string> = new Set();
  return {
    me,
    setMe,
    actor: createMemo(() => actorOf(me())),
    scopes: () => scopes,
    setScopes: (next) => {
      scopes = new Set(next);
    },
    moment: createTenantClock(me),
    storage: createMemo(() => {
      const person = id();
      return person === undefined ? null : createPersonalStorage(tenant, person);
    }),
    updates: createUpdateBatch(),
    events: createListeners<LiveEvent>(),
    changes: createListeners<Change>(),
    reloads: createListeners<boolean>(),
  };
};
