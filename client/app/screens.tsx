import Trash from 'lucide-solid/icons/trash';
import { Dynamic } from 'solid-js/web';
import type { Collection } from '#shared/collection.ts';
import { collections, people } from '#shared/modules/index.ts';
import { iconOf } from '#client/components/collection-icon.ts';
import { lateScreen } from '#client/components/late-screen.tsx';
import { useLive } from '#client/live/live-context.tsx';
import type { Live } from '#client/live/types.ts';
import { SettingsFrame, furtherScreens, ownScreens, screenSlots, settingsSegment } from '#client/modules/index.ts';
import { accountSegment } from './account/account-segment.ts';
import { binSegment, binsOf } from '#client/live/bins.ts';
import type { Screen, ScreenProps } from '#client/records/screen.ts';

const RecordsScreen = lateScreen(async () => (await import('#client/records/records-screen.tsx')).RecordsScreen);

/** What serves the others is seen by everyone, to pick from; its list is for the people who look after it. */
const mayWork = (live: Live, definition: Collection): boolean =>
  live.can(definition.supporting ? 'update' : 'view', definition);

const derived = (definition: Collection): Screen => ({
  segment: definition.name,
  label: (live) => live.catalog().of(definition).label.many,
  icon: iconOf(definition),
  component: (props: ScreenProps) => {
    const live = useLive();
    return (
      <RecordsScreen
        definition={live.catalog().of(definition)}
        id={props.id}
        slots={screenSlots[definition.name] ?? {}}
      />
    );
  },
  may: (live) => mayWork(live, definition),
});

/** A part of the settings that has an address of its own. */
const besideSettings = (screen: Screen): Screen => ({
  ...screen,
  component: (props: ScreenProps) => (
    <SettingsFrame current={screen.segment}>
      <Dynamic component={screen.component} id={props.id} />
    </SettingsFrame>
  ),
  tab: false,
  within: settingsSegment,
});

/** What serves the others is set up beside the settings. The people have a tab of their own. */
const setUp = (definition: Collection): Screen =>
  definition.people ? derived(definition) : besideSettings(derived(definition));

const BinScreen = lateScreen(async () => (await import('#client/records/bin/bin-screen.tsx')).BinScreen);

/** What was deleted, for those who may delete. */
const bin: Screen = {
  segment: binSegment,
  label: () => 'Deleted',
  icon: Trash,
  component: BinScreen,
  may: (live) => binsOf(live).length > 0,
  tab: false,
};

const AccountScreen = lateScreen(async () => (await import('./account/account-screen.tsx')).AccountScreen);

/** Everyone's own, reached from their menu. */
const account: Screen = {
  segment: accountSegment,
  label: () => 'My account',
  icon: iconOf(people),
  component: AccountScreen,
  may: () => true,
  tab: false,
};

const written = new Set(ownScreens.map((screen) => screen.collection));

const isSupporting = (name: string): boolean =>
  collections.some((definition) => definition.name === name && definition.supporting === true);

const listed = collections.filter(
  (definition) => !definition.internal && !definition.parent && !definition.ownScreen && !written.has(definition.name),
);

const supportingOwn = ownScreens.filter(({ collection }) => isSupporting(collection));

/** Every screen there is, in the order of the tabs: written by hand, then derived; who does the work comes after whom it is for; then what is no record. */
export const screens: readonly Screen[] = [
  ...ownScreens.filter((screen) => !isSupporting(screen.collection)),
  ...listed.filter(({ supporting }) => !supporting).map(derived),
  ...supportingOwn.filter(({ segment }) => segment !== settingsSegment),
  ...listed.filter(({ supporting }) => supporting).map(setUp),
  ...supportingOwn.filter(({ segment }) => segment === settingsSegment),
  ...furtherScreens.map(besideSettings),
  bin,
  account,
];

/** The screen of an address: by its name, or, for a location's address and the front page, the one that shows that. */
export const screenAt = (segment: string, mine: readonly Screen[], isLocation: boolean): Screen | undefined => {
  if (segment === '') return mine.find(({ tab }) => tab !== false);
  return (
    mine.find((screen) => screen.segment === segment) ??
    (isLocation ? mine.find((screen) => screen.byLocation) : undefined)
  );
};
