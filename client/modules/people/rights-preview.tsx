import { type JSX } from 'solid-js';
import type { Difference } from '#shared/fields/differences.ts';
import { RightsList } from '#client/fields/rights/rights-list.tsx';

type RightsPreviewProps = {
  role: string;
  /** The id of a role of the tenant's own. */
  customRole?: string | null | undefined;
  differences?: readonly Difference[] | undefined;
};

/** What someone could do, as one chooses: from the rules that decide it later. */
export const RightsPreview = (props: RightsPreviewProps): JSX.Element => (
  <RightsList of={{ role: props.role, customRole: props.customRole ?? null, differences: props.differences ?? [] }} />
);
