import { Show, type JSX } from 'solid-js';
import { usePageTitle } from '#client/lib/page-title.ts';
import { tenantApi } from '#client/lib/rest.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import type { ScreenProps } from '#client/records/screen.ts';
import { AccountProvider } from './account.ts';
import { accountSegment } from './account-segment.ts';
import { AccountSections } from './account-sections.tsx';

/** One's own account at a tenant. */
export const AccountScreen = (props: ScreenProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  usePageTitle(() => ['My account', live.me()?.tenant.name]);
  return (
    <Show when={live.me()}>
      {(me) => (
        <AccountProvider value={{ api: tenantApi(workspace.tenant), me, place: () => me().tenant.name }}>
          <Show when={me().role !== 'super_admin'} fallback={<OfPlatform />}>
            <AccountSections
              section={props.id ?? ''}
              href={(path) => workspace.href(path === '' ? accountSegment : `${accountSegment}/${path}`)}
            />
          </Show>
        </AccountProvider>
      )}
    </Show>
  );
};

const OfPlatform = (): JSX.Element => (
  <div class="mx-auto w-full max-w-xl px-4 py-10">
    <h1 class="text-title">My account</h1>
    <p class="pt-2 text-form text-muted">
      You are here as one of the people who run DentraCRM. Your password and your sessions are the platform’s.
    </p>
    <a class="button button-secondary mt-4" href="/platform/account" rel="external">
      Go to my account
    </a>
  </div>
);
