import { createMemo, type JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { addDays } from '#shared/calendar-day.ts';
import { commandOf } from '#client/store/commands.ts';
import { PickList } from '#client/components/pick-list.tsx';
import { now, timeZone, today } from '#client/lib/clock.ts';
import { describeTime, exactDay, formatMoney, formatNumber, weekdayOf } from '#client/lib/format.ts';
import { firstWeekday } from '#client/lib/formats.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { FieldSetting, SettingsCard, SettingsPage } from './setting.tsx';

/** "+05:30", as it is there today. */
const offsetOf = (zone: string, at: Date): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
    ?.value.replace('GMT', 'UTC') ?? '';

/** Every zone that this browser knows, to be found by the name of its city. */
export const PickZone = (props: { record: AnyRecord; onDone: () => void }): JSX.Element => {
  const screen = useRecordScreen();
  const at = new Date();
  const zones = createMemo(() => {
    const held = String(props.record['timeZone']);
    return [...new Set([held, ...Intl.supportedValuesOf('timeZone')])];
  });
  return (
    <div class="w-80 max-w-full">
      <PickList
        label="Time zone"
        search="Find a city"
        options={zones().map((zone) => ({
          value: zone,
          label: zone.replaceAll('_', ' '),
          aside: offsetOf(zone, at),
          checked: zone === props.record['timeZone'],
        }))}
        onPick={(zone) => {
          const { record } = props;
          if (zone !== record['timeZone'])
            void screen.send(commandOf(screen.definition, 'update'), record.id, { patch: { timeZone: zone } });
          props.onDone();
        }}
      />
    </div>
  );
};

/** What the choices come to, as it is written everywhere from now on. */
const Example = (props: { currency: string }): JSX.Element => {
  const week = createMemo(() => {
    const lead = (new Date(`${today()}T00:00:00Z`).getUTCDay() + 7 - firstWeekday()) % 7;
    return Array.from({ length: 7 }, (_, at) => weekdayOf(addDays(today(), at - lead))).join(' ');
  });
  return (
    <dl class="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1.5 px-4 py-4 text-row sm:px-6">
      <dt class="text-muted">Today</dt>
      <dd class="tabular">
        {exactDay(today())}, {describeTime(now().toISOString(), timeZone())}
      </dd>
      <dt class="text-muted">An amount</dt>
      <dd class="tabular">{formatMoney(123_456_750, props.currency)}</dd>
      <dt class="text-muted">A count</dt>
      <dd class="tabular">{formatNumber(1_234_567)}</dd>
      <dt class="text-muted">A week</dt>
      <dd>{week()}</dd>
    </dl>
  );
};

export const RegionSection = (props: { record: AnyRecord }): JSX.Element => (
  <SettingsPage
    title="Region and formats"
    lead="How days, times and amounts are written for everyone, and when a day and a week begin."
  >
    <SettingsCard title="Region">
      <FieldSetting record={props.record} name="timeZone" picked help="Decides when a day begins for everyone." />
      <FieldSetting record={props.record} name="currency" />
    </SettingsCard>
    <SettingsCard title="Formats">
      <FieldSetting record={props.record} name="dateFormat" help="Also how days are read that people type." />
      <FieldSetting record={props.record} name="timeFormat" />
      <FieldSetting record={props.record} name="numberFormat" />
      <FieldSetting record={props.record} name="weekStart" help="In calendars, and in “this week”." />
    </SettingsCard>
    <SettingsCard title="So it reads now">
      <Example currency={String(props.record['currency'])} />
    </SettingsCard>
  </SettingsPage>
);
