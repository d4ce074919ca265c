import { Match, Show, Switch, createResource, createSignal, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { Chip } from '#client/components/chip.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';
import { toast } from '#client/components/toasts.ts';
import { now, timeZone } from '#client/lib/clock.ts';
import { describeAgo } from '#client/lib/format.ts';
import { ask, refusalOf } from '#client/lib/rest.ts';
import { useAccount } from './account.ts';
import { AccountCard } from './account-card.tsx';
import { AskPassword } from './ask-password.tsx';
import { FactorSetup } from './factor-setup.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

type Factor = {
  readonly isOn: boolean;
  readonly since: string | null;
  readonly recoveryCodesLeft: number;
  /** It is asked of this person, and so cannot be turned off. */
  readonly isDemanded: boolean;
};

/** With so few left it is time for new ones. */
const fewCodes = 3;

type Doing = 'setUp' | 'renew' | 'stop';

/** A code of one's phone after the password: set up, looked after, turned off. */
export const FactorCard = (): JSX.Element => {
  const { api } = useAccount();
  const [factor, { refetch }] = createResource(() => ask<Factor>(`${api}/auth/totp`));
  const [doing, setDoing] = createSignal<Doing>();
  const [codes, setCodes] = createSignal<readonly string[]>();
  let actions!: HTMLDivElement;
  const done = (): void => {
    setDoing(undefined);
    setCodes(undefined);
    // What is done takes its form along; the keyboard goes on with the buttons that come back.
    void Promise.resolve(refetch()).finally(() => queueMicrotask(() => actions.querySelector('button')?.focus()));
  };
  const renew = async (password: string): Promise<void> => {
    const answer = await ask<{ recoveryCodes: readonly string[] }>(`${api}/auth/totp/recovery-codes`, {
      method: 'POST',
      body: { password },
    });
    setCodes(answer.recoveryCodes);
  };
  const stop = async (password: string): Promise<void> => {
    await ask(`${api}/auth/totp/off`, { method: 'POST', body: { password } });
    toast('Your second factor is off.');
    done();
  };
  const known = (): Factor | undefined => (factor.error ? undefined : factor.latest);
  return (
    <AccountCard
      title="Second factor"
      lead="A code of an app on your phone, after your password. A password that someone learned opens nothing then."
      action={
        <Show when={known()?.isOn}>
          <Chip tone="green">On</Chip>
        </Show>
      }
    >
      <div class="flex flex-col gap-4 px-5 pb-5 max-sm:px-4" ref={(element) => (actions = element)}>
        <Switch>
          <Match when={factor.error as unknown}>
            {(error) => (
              <ErrorState title="This could not be loaded" onRetry={() => void refetch()}>
                {refusalOf(error()).message}
              </ErrorState>
            )}
          </Match>
          <Match when={!known()}>
            <Skeleton class="w-64" />
          </Match>
          <Match when={codes()}>{(all) => <RecoveryCodes codes={all()} onDone={done} />}</Match>
          <Match when={doing() === 'setUp'}>
            <FactorSetup onDone={done} onCancel={done} />
          </Match>
          <Match when={doing() === 'renew'}>
            <AskPassword action="Make new codes" run={renew} onCancel={done} />
          </Match>
          <Match when={doing() === 'stop'}>
            <AskPassword action="Turn it off" variant="danger" run={stop} onCancel={done} />
          </Match>
          <Match when={known()}>{(state) => <FactorState factor={state()} onDo={setDoing} />}</Match>
        </Switch>
      </div>
    </AccountCard>
  );
};

const FactorState = (props: { factor: Factor; onDo: (doing: Doing) => void }): JSX.Element => (
  <Show
    when={props.factor.isOn}
    fallback={
      <>
        <Show when={props.factor.isDemanded}>
          <p class="text-row text-muted">It is asked of you here: you need it the next time that you sign in.</p>
        </Show>
        <Button class="self-start touch:min-h-11" onClick={() => props.onDo('setUp')}>
          Set up
        </Button>
      </>
    }
  >
    <p class="text-row text-muted">
      <Show when={props.factor.since}>{(since) => <>Turned on {describeAgo(since(), now(), timeZone())}. </>}</Show>
      <span classList={{ 'text-danger': props.factor.recoveryCodesLeft <= fewCodes }}>
        {props.factor.recoveryCodesLeft} of 10 recovery codes left.
      </span>
    </p>
    <div class="flex flex-wrap gap-2">
      <Button class="touch:min-h-11" onClick={() => props.onDo('renew')}>
        New recovery codes
      </Button>
      <Show
        when={!props.factor.isDemanded}
        fallback={<p class="self-center text-row text-muted">It is asked of you here, so it stays on.</p>}
      >
        <Button class="touch:min-h-11" onClick={() => props.onDo('stop')}>
          Turn off
        </Button>
      </Show>
    </div>
  </Show>
);
