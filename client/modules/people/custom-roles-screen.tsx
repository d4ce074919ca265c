import type { JSX } from 'solid-js';
import { customRoles } from '#shared/modules/custom-roles.ts';
import { RecordsScreen } from '#client/records/records-screen.tsx';
import type { ScreenProps } from '#client/records/screen.ts';

/** The roles that a tenant made itself. */
export const CustomRolesScreen = (props: ScreenProps): JSX.Element => (
  <RecordsScreen definition={customRoles} id={props.id} />
);
