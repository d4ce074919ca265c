import { Match, Show, Suspense, Switch, createMemo, type JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { settings } from '#shared/modules/settings.ts';
import { settingsId } from '#shared/tailoring.ts';
import { SkeletonRows } from '#client/components/skeleton.tsx';
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
import { isOwnSection, look, ownSections, type OwnSection } from './sections.ts';
import { SettingsFrame } from './settings-frame.tsx';

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
