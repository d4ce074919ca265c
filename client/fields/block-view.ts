import { PresenceFilter, PresenceLabel } from './presence-filter.tsx';

/** Of a value with lines of its own: shown as a block, and filtered by whether there is one. */
export const blockView = {
  FilterEditor: PresenceFilter,
  FilterLabel: PresenceLabel,
  multiline: true,
  wide: true,
  block: true,
} as const;
