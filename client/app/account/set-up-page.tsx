import { createSignal, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { toast } from '#client/components/toasts.ts';
import { refusalOf } from '#client/lib/rest.ts';
import { PageCard, PageLayout } from '#client/app/page-layout.tsx';
import { AccountProvider, type Account } from './account.ts';
import { FactorSetup } from './factor-setup.tsx';

type SetUpPageProps = {
  account: Account;
  /** Renews the session, which may do everything from then on. */
  refresh: () => Promise<unknown>;
  signOut: () => Promise<void>;
  onDone: () => void;
};

/** In the place of everything else, for those of whom a second factor is asked and who have none yet. */
export const SetUpPage = (props: SetUpPageProps): JSX.Element => {
  const [busy, setBusy] = createSignal(false);
  const leave = async (work: Promise<unknown>): Promise<void> => {
    setBusy(true);
    try {
      await work;
      props.onDone();
    } catch (error) {
      toast(refusalOf(error).message, { failure: true });
      setBusy(false);
    }
  };
  return (
    // eslint-disable-next-line solid/reactivity -- another account gets a page of its own; what it is called is asked each time
    <AccountProvider value={props.account}>
      <PageLayout>
        <PageCard
          wide
          title="Set up a second factor"
          lead="It is asked of you here, since your account opens much. You need your phone, and two minutes."
        >
          <FactorSetup onDone={() => void leave(props.refresh())} />
          <div class="pt-6">
            <Button
              small
              variant="quiet"
              class="touch:min-h-11"
              busy={busy()}
              onClick={() => void leave(props.signOut())}
            >
              Sign out
            </Button>
          </div>
        </PageCard>
      </PageLayout>
    </AccountProvider>
  );
};
