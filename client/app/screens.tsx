import Trash from 'lucide-solid/icons/trash';
import { Show } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { collections } from '#shared/modules/index.ts';
import { iconOf } from '#client/components/collection-icon.ts';
import { lateScreen } from '#client/components/late-screen.tsx';
import { useLive } from '#client/live/live-context.tsx';
import type { Live } from '#client/live/types.ts';
import { furtherScreens, ownScreens } from '#client/modules/index.ts';
import { binSegment, binsOf } from '#client/live/bins.ts';
import type { Screen, ScreenProps } from '#client/records/screen.ts';

const RecordsScreen = lateScreen(async () => (await import('#client/records/records-screen.tsx')).RecordsScreen);

const SingleRecord = lateScreen(async () => (await import('#client/records/single-record.tsx')).SingleRecord);

/** What serves the others is seen by everyone, to pick from; its list is for the people who look after it. */
const mayWork = (live: Live, definition: Collection): boolean =>
  live.can(definition.supporting ? 'update' : 'view', definition);

const derived = (definition: Collection): Screen => ({
  segment: definition.name,
  label: definition.label.many,
  icon: iconOf(definition),
  component: (props: ScreenProps) => {
    const live = useLive();
    const own = (): Collection => live.catalog().of(definition);
    return (
      <Show when={definition.single} fallback={<RecordsScreen definition={own()} id={props.id} />}>
        <SingleRecord definition={own()} />
      </Show>
    );
  },
  may: (live) => mayWork(live, definition),
});

const BinScreen = lateScreen(async () => (await import('#client/records/bin/bin-screen.tsx')).BinScreen);

/** What was deleted, for those who may delete. */
const bin: Screen = {
  segment: binSegment,
  label: 'Deleted',
  icon: Trash,
  component: BinScreen,
  may: (live) => binsOf(live).length > 0,
  tab: false,
};

const written = new Set(ownScreens.map((screen) => screen.collection));

const listed = collections.filter(
  (definition) => !definition.internal && !definition.parent && !definition.ownScreen && !written.has(definition.name),
);

/** Every screen there is, in the order of the tabs: written by hand, then derived; who does the work comes after whom it is for; then what is no record. */
export const screens: readonly Screen[] = [
  ...ownScreens,
  ...listed.filter(({ supporting }) => !supporting).map(derived),
  ...listed.filter(({ supporting }) => supporting).map(derived),
  ...furtherScreens,
  bin,
];

/** The screen of an address: by its name, or, for a location's address and the front page, the one that shows that. */
export const screenAt = (segment: string, mine: readonly Screen[], isLocation: boolean): Screen | undefined => {
  if (segment === '') return mine[0];
  return (
    mine.find((screen) => screen.segment === segment) ??
    (isLocation ? mine.find((screen) => screen.byLocation) : undefined)
  );
};
