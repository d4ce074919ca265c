import { For, Match, Show, Suspense, Switch, createEffect, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import '#client/fields/views-beyond-desk.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { settings } from '#shared/modules/settings.ts';
import { settingsId } from '#shared/tailoring.ts';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { usePageTitle } from '#client/lib/page-title.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { ConflictsHere } from '#client/records/pane/conflicts-here.tsx';
import { useWatchedRecord } from '#client/records/pane/watch-record.ts';
import { PickerLayer } from '#client/records/picker/picker-layer.tsx';
import { RecordScreenProvider, createRecordScreen } from '#client/records/record-screen.tsx';
import type { ScreenProps } from '#client/records/screen.ts';
import { HistorySection } from './history-section.tsx';
import { LookSection } from './look-section.tsx';
import { NamesSection } from './names-section.tsx';
import { PickZone, RegionSection } from './region-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { isOwnSection, look, ownSections, sectionsFor, type OwnSection } from './sections.ts';

/** The settings of a tenant: one record, in sections. */
export const SettingsScreen = (props: ScreenProps): JSX.Element => {
  const workspace = useWorkspace();
  const screen = createRecordScreen(
    settings,
    () => settingsId,
    () => workspace.href(settings.name),
  );
  const section = createMemo((): OwnSection => (isOwnSection(props.id) ? props.id : look));
  usePageTitle(() => [ownSections.find(({ key }) => key === section())?.label, screen.live.me()?.tenant.name]);
  return (
    <RecordScreenProvider screen={screen}>
      <SettingsFrame current={`${settings.name}/${section()}`}>
        <Sections section={section()} />
      </SettingsFrame>
      <PickerLayer own={{ timeZone: PickZone }} />
    </RecordScreenProvider>
  );
};

const Sections = (props: { section: OwnSection }): JSX.Element => {
  const { record } = useWatchedRecord(() => settingsId);
  return (
    <Show when={record()} fallback={<SkeletonRows label="Loading the settings" columns="1fr 2fr" cells={2} />}>
      {(known) => (
        <>
          <ConflictsHere record={known()} />
          <Suspense fallback={<SkeletonRows label="Loading the settings" columns="1fr 2fr" cells={2} />}>
            <Open section={props.section} record={known()} />
          </Suspense>
        </>
      )}
    </Show>
  );
};

const Open = (props: { section: OwnSection; record: AnyRecord }): JSX.Element => (
  <Switch>
    <Match when={props.section === 'look'}>
      <LookSection record={props.record} />
    </Match>
    <Match when={props.section === 'security'}>
      <SecuritySection record={props.record} />
    </Match>
    <Match when={props.section === 'region'}>
      <RegionSection record={props.record} />
    </Match>
    <Match when={props.section === 'names'}>
      <NamesSection record={props.record} />
    </Match>
    <Match when={props.section === 'history'}>
      <HistorySection record={props.record} />
    </Match>
  </Switch>
);

/** The settings' sections, beside the one that is open; above it where the screen is narrow. */
export const SettingsFrame = (props: { current: string; children: JSX.Element }): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const sections = createMemo(() => sectionsFor(live));
  const paths = createMemo(() => sections().map(({ path }) => path));
  const byPath = createMemo(() => new Map(sections().map((section) => [section.path, section])));
  const groupBefore = (at: number): string | null => {
    const [own, before] = [sections()[at]?.group, sections()[at - 1]?.group];
    return own === undefined || own === before ? null : own;
  };
  let strip!: HTMLElement;
  // On a narrow screen the open one may be beyond the strip's edge.
  createEffect(() => {
    const open = strip.querySelector<HTMLElement>(`[data-section="${props.current}"]`);
    if (open) strip.scrollLeft = Math.max(0, open.offsetLeft - strip.clientWidth / 2 + open.offsetWidth / 2);
  });
  return (
    <div class="flex min-h-0 flex-1 max-xl:flex-col">
      <nav
        ref={(element) => (strip = element)}
        aria-label="Settings"
        class="relative flex flex-none gap-1 border-line bg-surface max-xl:overflow-x-auto max-xl:border-b max-xl:px-3 max-xl:py-1.5 xl:w-60 xl:flex-col xl:overflow-y-auto xl:border-r xl:px-3 xl:py-4"
      >
        <For each={paths()}>
          {(path, at) => (
            <>
              <span
                class="px-2.5 pb-1 text-small font-semibold text-faint empty:hidden max-xl:hidden"
                classList={{ 'pt-4': at() > 0 }}
              >
                {groupBefore(at())}
              </span>
              <a
                href={workspace.href(path)}
                data-section={path}
                aria-current={props.current === path ? 'page' : undefined}
                class="focus-inset flex min-h-8 flex-none items-center gap-2 rounded-control px-2.5 py-1 text-row font-medium whitespace-nowrap text-muted no-underline hover:bg-hover hover:text-ink aria-[current]:bg-accent-soft aria-[current]:text-ink touch:min-h-11"
              >
                <Dynamic
                  component={byPath().get(path)?.icon}
                  size={16}
                  class="flex-none"
                  classList={{ 'text-accent': props.current === path }}
                />
                {byPath().get(path)?.label}
              </a>
            </>
          )}
        </For>
      </nav>
      <div class="flex min-h-0 min-w-0 flex-1 flex-col">{props.children}</div>
    </div>
  );
};
