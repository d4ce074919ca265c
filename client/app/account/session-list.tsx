import Laptop from 'lucide-solid/icons/laptop';
import Smartphone from 'lucide-solid/icons/smartphone';
import Terminal from 'lucide-solid/icons/terminal';
import { For, Match, Show, Switch, createResource, createSignal, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { Button } from '#client/components/button.tsx';
import { Chip } from '#client/components/chip.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import type { Icon } from '#client/components/icon.ts';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { toast } from '#client/components/toasts.ts';
import { now, timeZone } from '#client/lib/clock.ts';
import { describeAgo, exactMoment } from '#client/lib/format.ts';
import { ask, refusalOf } from '#client/lib/rest.ts';
import { useAccount } from './account.ts';
import { AccountCard } from './account-card.tsx';
import { signedOutElsewhere } from './password-form.tsx';

type Session = {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly address: string | null;
  readonly device: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string;
};

const iconOf = (device: string | null): Icon => {
  if (/iPhone|Android|iPad/.test(device ?? '')) return Smartphone;
  return device !== null && !device.includes(' on ') ? Terminal : Laptop;
};

const loopback = ['127.0.0.1', '::1'];

const placeOf = ({ address }: Session): string => {
  if (address === null) return 'Place not known';
  return loopback.includes(address) ? 'On the server’s own machine' : `Address ${address}`;
};

const Moment = (props: { label: string; at: string }): JSX.Element => (
  <time class="tabular" datetime={props.at} data-tip={exactMoment(props.at, timeZone())}>
    {props.label} {describeAgo(props.at, now(), timeZone())}
  </time>
);

type RowProps = { session: Session; over: boolean; busy: boolean; onEnd: () => void };

const SessionRow = (props: RowProps): JSX.Element => (
  <li class="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-5 py-3 max-sm:px-4">
    <Dynamic component={iconOf(props.session.device)} size={20} class="flex-none text-faint" />
    <div class="min-w-0 flex-1 basis-48" classList={{ 'opacity-60': props.over }}>
      <div class="flex flex-wrap items-center gap-x-2 font-medium text-ink">
        {props.session.device ?? 'Unknown device'}
        <Show when={props.session.isCurrent}>
          <Chip tone="green">This device</Chip>
        </Show>
      </div>
      <div class="flex flex-wrap gap-x-3 text-row text-muted">
        <span class="break-all">{placeOf(props.session)}</span>
        <Show when={!props.session.isCurrent} fallback={<span>In use now</span>}>
          <Moment label="Last used" at={props.session.lastUsedAt} />
        </Show>
        <Moment label="Signed in" at={props.session.createdAt} />
      </div>
    </div>
    <Show when={!props.session.isCurrent}>
      {/* It stays where it is when it is over: nothing moves up under the hand that goes for the next one. */}
      <Button
        small
        class="touch:min-h-11"
        busy={props.busy}
        disabled={props.over}
        aria-label={`Sign out ${props.session.device ?? 'unknown device'}, ${placeOf(props.session)}`}
        onClick={() => props.onEnd()}
      >
        {props.over ? 'Signed out' : 'Sign out'}
      </Button>
    </Show>
  </li>
);

/** Everywhere one is signed in: what is not known, or not needed any more, is signed out from here. */
export const SessionList = (): JSX.Element => {
  const { api } = useAccount();
  const [sessions, { refetch }] = createResource(() => ask<readonly Session[]>(`${api}/auth/sessions`));
  const [over, setOver] = createSignal<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = createSignal<string | null>(null);
  // Where one is comes first; the server has the last used first.
  const all = (): readonly Session[] =>
    (sessions.error ? [] : (sessions.latest ?? [])).toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  const others = (): readonly Session[] => all().filter(({ id, isCurrent }) => !isCurrent && !over().has(id));
  const act = async (name: string, work: Promise<string>): Promise<void> => {
    setBusy(name);
    try {
      toast(await work, { tone: 'green' });
    } catch (error) {
      toast(refusalOf(error).message, { failure: true });
    } finally {
      setBusy(null);
    }
  };
  const endOne = async ({ id, device }: Session): Promise<string> => {
    await ask(`${api}/auth/sessions/${id}`, { method: 'DELETE' });
    setOver(new Set([...over(), id]));
    return `${device ?? 'That device'} is signed out.`;
  };
  const endOthers = async (): Promise<string> => {
    const before = others().map(({ id }) => id);
    const { endedSessions } = await ask<{ endedSessions: number }>(`${api}/auth/sessions`, { method: 'DELETE' });
    setOver(new Set([...over(), ...before]));
    return signedOutElsewhere(endedSessions).trim() || 'You were signed in nowhere else.';
  };
  return (
    <AccountCard
      title="Sessions"
      lead="Where you are signed in. Sign out what you do not know, then change your password."
      action={
        <Show when={all().length > 1}>
          <Button
            class="touch:min-h-11"
            busy={busy() === 'all'}
            disabled={others().length === 0}
            onClick={() => busy() === null && void act('all', endOthers())}
          >
            Sign out everywhere else
          </Button>
        </Show>
      }
    >
      <Switch>
        <Match when={sessions.error as unknown}>
          {(error) => (
            <ErrorState title="Your sessions could not be loaded" onRetry={() => void refetch()}>
              {refusalOf(error()).message}
            </ErrorState>
          )}
        </Match>
        <Match when={!sessions.latest}>
          <SkeletonRows label="Loading your sessions" rows={2} columns="1fr 6rem" cells={2} />
        </Match>
        <Match when={true}>
          <ul>
            <For each={all()}>
              {(session) => (
                <SessionRow
                  session={session}
                  over={over().has(session.id)}
                  busy={busy() === session.id}
                  onEnd={() => busy() === null && void act(session.id, endOne(session))}
                />
              )}
            </For>
          </ul>
        </Match>
      </Switch>
    </AccountCard>
  );
};
