import type { Accessor, Component } from 'solid-js';
import type { Icon } from '#client/components/icon.ts';
import type { Live } from '#client/live/types.ts';

/** A place in the workspace with a tab of its own. */
export type Screen = {
  /** Its part of the address. The first one that a person may see is also the workspace's front page. */
  readonly place: string;
  readonly label: string;
  readonly icon: Icon;
  readonly component: Component<ScreenProps>;
  /** Who does not see it does not see its tab either. */
  readonly may: (live: Live) => boolean;
  /** A clinic's own address (`/avmsmiles/rs-puram`) shows this screen. */
  readonly byClinic?: boolean;
  /** How many wait there. Called once, in the shell. */
  readonly badge?: (live: Live) => Accessor<number | null>;
};

export type ScreenProps = {
  /** What follows the place in the address: a record's id. */
  id: string | null;
};
