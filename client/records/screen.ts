import type { Accessor, Component } from 'solid-js';
import type { Icon } from '#client/components/icon.ts';
import type { Live } from '#client/live/types.ts';

/** A screen of the workspace with a tab of its own. */
export type Screen = {
  /** Its segment of the address. The first screen that a person may see is also the workspace's front page. */
  readonly segment: string;
  /** Reactive: a tenant may call its modules otherwise. */
  readonly label: (live: Live) => string;
  readonly icon: Icon;
  readonly component: Component<ScreenProps>;
  /** Whether this person has it, and its tab. */
  readonly may: (live: Live) => boolean;
  /** False: it is reached from others, and has no tab. */
  readonly tab?: false;
  /** The segment of the screen that it is a part of, and from which it is reached. */
  readonly within?: string;
  /** A location's own address (`/avmsmiles/rs-puram`) shows this screen. */
  readonly byLocation?: boolean;
  /** The number on its tab. Called once for each tab. */
  readonly badge?: (live: Live) => Accessor<number | null>;
};

export type ScreenProps = {
  /** What follows the segment in the address: a record's id. */
  id: string | null;
};
