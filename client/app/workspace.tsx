import { useLocation, useNavigate, useParams } from '@solidjs/router';
import { ErrorBoundary, Show, Suspense, createEffect, createMemo, createSignal, onCleanup, type JSX } from 'solid-js';
import type { Profile } from '#shared/protocol.ts';
import { late } from '#client/components/late.tsx';
import { FailedDialog, lateDialog } from '#client/components/late-dialog.tsx';
import { liveLocations } from './locations.ts';
import { setTimeZone } from '#client/lib/clock.ts';
import { closeConflict, openConflict } from '#client/records/changes/conflicts.ts';
import { useLook } from '#client/lib/look.ts';
import { setFormats } from '#client/lib/formats.ts';
import { closeInUse, openInUse } from '#client/records/changes/in-use.ts';
import { closeLeftOver, isLeftOverOpen, leftOver } from '#client/records/changes/outcomes.ts';
import { useUndo } from '#client/records/changes/undo-toasts.ts';
import { closeUnsaved, isUnsavedOpen, unsaved, useUnsaved } from '#client/records/changes/unsaved.ts';
import { LiveProvider } from '#client/live/live-context.tsx';
import { createLive } from '#client/live/live.ts';
import { childViews } from '#client/modules/index.ts';
import { ChildViewsProvider } from '#client/records/child-views.tsx';
import { screens } from './screens.tsx';
import { tenantSession } from './session.ts';
import { keepClicks } from '#client/lib/keep-clicks.ts';
import { keepFocus } from '#client/lib/keep-focus.ts';
import { listenForShortcuts, useShortcuts } from '#client/lib/shortcuts.ts';
import { whenIdle } from '#client/lib/when-idle.ts';
import { WorkspaceProvider, type Workspace as Where } from '#client/lib/workspace-context.tsx';
import { Crash } from './crash.tsx';
import { announceConnection } from './announce-connection.ts';
import { announceEvents } from './announce-events.ts';
import { usePersonalState } from './personal-state.ts';
import { ScreenSkeleton } from './shell-skeleton.tsx';
import { BottomTabs } from './tabs.tsx';
import { TopBar } from './top-bar.tsx';

const ConflictDialog = late(
  async () => (await import('#client/records/changes/conflict-dialog.tsx')).ConflictDialog,
  (props) => (
    <FailedDialog
      open={openConflict() !== undefined}
      onClose={closeConflict}
      busy={props.busy}
      onRetry={props.onRetry}
    />
  ),
);
whenIdle(ConflictDialog.preload);
const LeftOverDialog = late(
  async () => (await import('#client/records/changes/left-over-dialog.tsx')).LeftOverDialog,
  (props) => <FailedDialog open={isLeftOverOpen()} onClose={closeLeftOver} busy={props.busy} onRetry={props.onRetry} />,
);
const UnsavedDialog = late(
  async () => (await import('#client/records/changes/unsaved-dialog.tsx')).UnsavedDialog,
  (props) => <FailedDialog open={isUnsavedOpen()} onClose={closeUnsaved} busy={props.busy} onRetry={props.onRetry} />,
);
const InUseDialog = late(
  async () => (await import('#client/records/changes/in-use-dialog.tsx')).InUseDialog,
  (props) => <FailedDialog open onClose={closeInUse} busy={props.busy} onRetry={props.onRetry} />,
);
const ShortcutSheet = lateDialog(async () => (await import('#client/components/shortcut-sheet.tsx')).ShortcutSheet);
whenIdle(ShortcutSheet.preload);

type WorkspaceProps = { tenant: string; me: Profile; children: JSX.Element };

/** The signed-in product around every screen: one live connection, the bars, the keyboard. */
export const Workspace = (props: WorkspaceProps): JSX.Element => {
  // eslint-disable-next-line solid/reactivity -- another tenant gets a new workspace
  const tenant = props.tenant;
  usePersonalState();
  const session = tenantSession(tenant);
  const live = createLive({ tenant, refreshSession: session.refresh, endSession: session.signOut });
  onCleanup(() => live.close());
  useUnsaved(live);

  /** From the first one on: what is gone with its dialog loses the focus. */
  const hadConflict = createMemo((had: boolean) => had || openConflict() !== undefined, false);

  const me = createMemo(() => live.me() ?? props.me);
  useLook(() => me().tenant);
  createEffect(() => setTimeZone(me().tenant.timeZone));
  createEffect(() => setFormats(live.catalog().settings));

  const params = useParams<{ segment?: string }>();
  const locations = liveLocations(live);
  const location = createMemo(() => locations.all().find((one) => one.slug === params.segment) ?? null);
  const href = (path = ''): string => `/${tenant}/${path}`;
  const tabs = createMemo(() => screens.filter(({ tab, may }) => tab !== false && may(live)));
  const reached = createMemo(() => screens.filter(({ tab, within, may }) => (tab !== false || within) && may(live)));
  const where: Where = {
    tenant,
    locations: locations.all,
    locationsReady: locations.ready,
    location,
    href,
    hrefOf: (collection, id) =>
      reached().some((screen) => screen.segment === collection)
        ? href(id === undefined ? collection : `${collection}/${id}`)
        : null,
  };

  const navigate = useNavigate();
  const address = useLocation();
  announceEvents(live, (reason) => {
    const next = reason === 'signed-out' ? '' : `&next=${encodeURIComponent(address.pathname + address.search)}`;
    navigate(`/${tenant}/login?reason=${reason}${next}`, { replace: true });
  });

  const [help, setHelp] = createSignal(false);
  listenForShortcuts();
  keepFocus();
  keepClicks();
  announceConnection(live);
  useShortcuts([{ keys: '?', label: 'Show this help', group: 'Everywhere', run: () => setHelp(true) }]);
  const undo = useUndo(live);
  // A page that closes with an act over many records under way would lose the rest of it without a word.
  const warn = (event: BeforeUnloadEvent): void => {
    if (live.lostOnClose() > 0) event.preventDefault();
  };
  window.addEventListener('beforeunload', warn);
  onCleanup(() => window.removeEventListener('beforeunload', warn));

  return (
    <LiveProvider live={live}>
      <WorkspaceProvider workspace={where}>
        <a
          href="#main"
          class="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-80 focus:rounded-control focus:bg-raised focus:px-3 focus:py-2"
        >
          Skip to the content
        </a>
        <div class="flex h-dvh flex-col bg-canvas">
          <TopBar me={me()} tabs={tabs()} onHelp={() => setHelp(true)} onUndo={undo} />
          <main id="main" tabindex="-1" class="flex min-h-0 flex-1 flex-col outline-none">
            <ErrorBoundary fallback={(error, reset) => <Crash error={error} onRetry={reset} />}>
              <Suspense fallback={<ScreenSkeleton />}>
                <ChildViewsProvider views={childViews}>{props.children}</ChildViewsProvider>
              </Suspense>
            </ErrorBoundary>
          </main>
          <BottomTabs tabs={tabs()} />
        </div>
        <Show when={hadConflict()}>
          <ConflictDialog />
        </Show>
        <Show when={leftOver()}>
          <Suspense>
            <LeftOverDialog />
          </Suspense>
        </Show>
        <Show when={unsaved().length > 0 || isUnsavedOpen()}>
          <Suspense>
            <UnsavedDialog />
          </Suspense>
        </Show>
        <Show when={openInUse()}>
          <Suspense>
            <InUseDialog />
          </Suspense>
        </Show>
        <Suspense>
          <ShortcutSheet open={help()} onClose={() => setHelp(false)} />
        </Suspense>
      </WorkspaceProvider>
    </LiveProvider>
  );
};
