import { useLocation } from '@solidjs/router';
import Building2 from 'lucide-solid/icons/building-complex';
import LogOut from 'lucide-solid/icons/log-out';
import { For, Match, Show, Suspense, Switch, createResource, createSignal, type JSX } from 'solid-js';
import type { Tone } from '#shared/fields/field.ts';
import { fold } from '#shared/fold.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { Button } from '#client/components/button.tsx';
import { Chip } from '#client/components/chip.tsx';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { lateScreen } from '#client/components/late-screen.tsx';
import { Logo } from '#client/components/logo.tsx';
import { SearchInput } from '#client/components/search-input.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { ThemeToggle } from '#client/components/theme-toggle.tsx';
import { toast } from '#client/components/toasts.ts';
import { now, timeZone } from '#client/lib/clock.ts';
import { exactMoment, describeAgo } from '#client/lib/format.ts';
import { usePageTitle } from '#client/lib/page-title.ts';
import { ask, platformApi, refusalOf } from '#client/lib/rest.ts';
import { accountSegment } from './account/account-segment.ts';
import { platformSession, type PlatformMe } from './session.ts';
import { PageCard, PageLayout } from './page-layout.tsx';
import { SignInForm } from './sign-in-form.tsx';

const PlatformAccount = lateScreen(async () => (await import('./account/platform-account.tsx')).PlatformAccount);

const SetUpPage = lateScreen(async () => (await import('./account/set-up-page.tsx')).SetUpPage);

const home = '/platform/';

type TenantRow = {
  readonly slug: string;
  readonly name: string;
  readonly modules: readonly string[];
  readonly createdAt: string;
  readonly status: string;
};

/** What the plan switches on, in the product's words. */
const modulesOf = (tenant: TenantRow): string =>
  tenant.modules
    .map((name) => productCatalog.named(name))
    .filter((definition) => definition && !definition.internal)
    .map((definition) => definition?.label.many)
    .join(', ');

const statusTones: Record<string, Tone> = { active: 'green', provisioning: 'amber', suspended: 'red' };

/** The platform's own page: for the product's operators, not for a franchise. */
export const PlatformPage = (): JSX.Element => {
  const address = useLocation();
  const isAccount = (): boolean => address.pathname.split('/')[2] === accountSegment;
  const section = (): string => address.pathname.split('/')[3] ?? '';
  usePageTitle(() => ['Platform']);
  const [me, { refetch }] = createResource(() => platformSession.me());
  return (
    <Switch
      fallback={
        <PageLayout>
          <SkeletonRows label="Loading" rows={3} columns="1fr" cells={1} />
        </PageLayout>
      }
    >
      <Match when={me.error as unknown}>
        {(error) => (
          <PageLayout>
            <ErrorState title="The platform could not be opened" onRetry={() => void refetch()}>
              {refusalOf(error()).message}
            </ErrorState>
          </PageLayout>
        )}
      </Match>
      <Match when={me.state === 'ready' && me() === null}>
        <PageLayout>
          <PageCard
            title="DentraCRM platform"
            lead="For the people who run DentraCRM. Clinics sign in at their workspace’s own address."
          >
            <SignInForm signIn={platformSession.signIn} onSignedIn={() => void refetch()} />
          </PageCard>
        </PageLayout>
      </Match>
      <Match when={me.state === 'ready' && me()?.setUp}>
        <Suspense>
          <SetUpPage
            account={{ api: platformApi, me: () => me() as PlatformMe, place: () => null }}
            refresh={platformSession.refresh}
            signOut={platformSession.signOut}
            onDone={() => void refetch()}
          />
        </Suspense>
      </Match>
      <Match when={me.latest}>
        {(known) => (
          <PlatformFrame me={known()} onSignedOut={() => void refetch()}>
            <Show when={isAccount()} fallback={<Tenants />}>
              <Suspense>
                <PlatformAccount me={known()} section={section()} />
              </Suspense>
            </Show>
          </PlatformFrame>
        )}
      </Match>
    </Switch>
  );
};

type FrameProps = { me: PlatformMe; onSignedOut: () => void; children: JSX.Element };

const PlatformFrame = (props: FrameProps): JSX.Element => {
  const signOut = async (): Promise<void> => {
    try {
      await platformSession.signOut();
    } catch (error) {
      toast(refusalOf(error).message, { failure: true });
    }
    props.onSignedOut();
  };
  return (
    <div class="flex min-h-dvh flex-col bg-canvas">
      <header class="flex h-13 items-center gap-2 border-b border-line bg-surface px-4">
        <a href={home} class="flex items-center gap-2 rounded-control no-underline touch:min-h-11">
          <Logo />
          <span class="font-semibold">DentraCRM</span>
        </a>
        <span class="text-muted max-sm:hidden">Platform</span>
        <span class="ml-auto max-sm:hidden">
          <ThemeToggle />
        </span>
        <a class="button button-quiet button-small min-w-0 max-sm:ml-auto" href={`${home}${accountSegment}`}>
          <span class="truncate">
            <span class="sr-only">My account, </span>
            {props.me.name}
          </span>
        </a>
        <Button small variant="quiet" icon={LogOut} onClick={() => void signOut()}>
          Sign out
        </Button>
      </header>
      <main class="flex flex-1 flex-col">{props.children}</main>
    </div>
  );
};

const Tenants = (): JSX.Element => {
  const [tenants, { refetch }] = createResource(() => ask<readonly TenantRow[]>(`${platformApi}/tenants`));
  const [search, setSearch] = createSignal('');
  const [entering, setEntering] = createSignal<string>();
  const shown = () =>
    (tenants.error ? [] : (tenants() ?? [])).filter((tenant) =>
      fold(`${tenant.name} ${tenant.slug}`).includes(fold(search())),
    );
  const enter = async (slug: string): Promise<void> => {
    setEntering(slug);
    try {
      await ask(`${platformApi}/tenants/${encodeURIComponent(slug)}/enter`, { method: 'POST' });
      // A different session from here on: the page starts afresh.
      location.assign(`/${slug}/`);
    } catch (error) {
      toast(refusalOf(error).message, { failure: true });
      setEntering(undefined);
    }
  };
  return (
    <div class="mx-auto w-full max-w-5xl px-4 py-6">
      <div class="flex flex-wrap items-center gap-3 pb-4">
        <h1 class="text-title">Franchises</h1>
        <Show when={tenants.state === 'ready' && (tenants()?.length ?? 0) > 8}>
          <SearchInput class="ml-auto max-w-64" label="Find a franchise" value={search()} onSearch={setSearch} />
        </Show>
      </div>
      <div class="overflow-hidden rounded-float border border-line bg-surface">
        <Switch>
          <Match when={tenants.error as unknown}>
            {(error) => (
              <ErrorState title="The list could not be loaded" onRetry={() => void refetch()}>
                {refusalOf(error()).message}
              </ErrorState>
            )}
          </Match>
          <Match when={tenants.loading && !tenants.latest}>
            <SkeletonRows label="Loading franchises" rows={4} columns="2fr 2fr 1fr 1fr" cells={4} />
          </Match>
          <Match when={shown().length === 0}>
            <EmptyState icon={Building2} title={search() ? `No franchise matches “${search()}”` : 'No franchise yet'}>
              {search()
                ? 'Try a part of its name.'
                : 'Create the first one on the server with “npm run tenant -- create”.'}
            </EmptyState>
          </Match>
          <Match when={true}>
            <ul>
              <For each={shown()}>
                {(tenant) => (
                  <li class="grid min-h-14 grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-0 sm:grid-cols-[minmax(0,1fr)_6rem_16rem_8rem_auto]">
                    <div class="min-w-0">
                      <div class="font-medium">{tenant.name}</div>
                      <div class="text-small text-faint">/{tenant.slug}/</div>
                    </div>
                    <span class="flex">
                      <Chip tone={statusTones[tenant.status]}>
                        {tenant.status.replace(/^./, (letter) => letter.toUpperCase())}
                      </Chip>
                    </span>
                    <div class="text-row text-muted max-sm:order-last max-sm:col-span-3">{modulesOf(tenant)}</div>
                    <time
                      class="tabular text-row text-muted max-sm:hidden"
                      datetime={tenant.createdAt}
                      data-tip={exactMoment(tenant.createdAt, timeZone())}
                    >
                      {describeAgo(tenant.createdAt, now(), timeZone())}
                    </time>
                    <Button
                      small
                      busy={entering() === tenant.slug}
                      disabled={tenant.status !== 'active'}
                      aria-label={`Open ${tenant.name}`}
                      onClick={() => void enter(tenant.slug)}
                    >
                      Open
                    </Button>
                  </li>
                )}
              </For>
            </ul>
          </Match>
        </Switch>
      </div>
    </div>
  );
};
