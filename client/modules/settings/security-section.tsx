import type { JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { FieldSetting, SettingsCard, SettingsPage } from './setting.tsx';

export const SecuritySection = (props: { record: AnyRecord }): JSX.Element => (
  <SettingsPage title="Security" lead="What is asked of people before they see anyone’s data.">
    <SettingsCard title="Signing in">
      <FieldSetting record={props.record} name="adminsNeedSecondFactor" />
    </SettingsCard>
  </SettingsPage>
);
