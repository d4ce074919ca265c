import CloudOff from 'lucide-solid/icons/cloud-off';
import RefreshCw from 'lucide-solid/icons/refresh-cw';
import Zap from 'lucide-solid/icons/zap';
import { type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Tone } from '#shared/fields/field.ts';
import { now, timeZone } from '#client/lib/clock.ts';
import { describeTime } from '#client/lib/format.ts';
import type { ConnectionState } from '#client/sync/connection.ts';
import { cls } from '#client/components/class.ts';
import type { Icon } from '#client/components/icon.ts';

type Face = { readonly label: string; readonly tone: Tone; readonly icon: Icon; readonly tip: string };

const faces: Record<ConnectionState, Face> = {
  connecting: { label: 'Connecting', tone: 'slate', icon: RefreshCw, tip: 'Getting the latest.' },
  live: { label: 'Live', tone: 'green', icon: Zap, tip: 'You see every change as it happens.' },
  polling: {
    label: 'Every 10 s',
    tone: 'amber',
    icon: RefreshCw,
    tip: 'This network blocks live updates. The page asks every 10 seconds instead; your changes are saved as usual.',
  },
  reconnecting: {
    label: 'Reconnecting',
    tone: 'amber',
    icon: RefreshCw,
    tip: 'The connection was lost. What you change is kept on this device and sent when it is back.',
  },
  offline: {
    label: 'Offline',
    tone: 'red',
    icon: CloudOff,
    tip: 'No connection. What you change is kept on this device and sent when you are back.',
  },
  ended: { label: 'Signed out', tone: 'red', icon: CloudOff, tip: 'This session is over. Sign in to go on.' },
};

type ConnectionChipProps = {
  state: ConnectionState;
  staleSince: number | null;
  unsent: number;
  /** Its icon alone on a phone, where there is more beside it than usual. */
  compact: boolean;
};

/** Whether the screen can be trusted to be up to date, in a word. It never says Live when it is not. */
export const ConnectionChip = (props: ConnectionChipProps): JSX.Element => {
  const face = (): Face => faces[props.state];
  const since = (): string => {
    const at = props.staleSince;
    // A stamp for a hiccup of a few seconds would only alarm.
    return at !== null && props.state !== 'connecting' && now().getTime() - at > 15_000
      ? ` · as of ${describeTime(new Date(at).toISOString(), timeZone())}`
      : '';
  };
  const unsent = (): string =>
    props.unsent > 0 && props.state !== 'live' && props.state !== 'polling' ? ` · ${props.unsent} to send` : '';
  return (
    <span
      class={cls(
        'inline-flex h-6 items-center gap-1 rounded-full bg-tone-soft px-2 text-small font-medium whitespace-nowrap text-tone-ink',
        `tone-${face().tone}`,
      )}
      data-tip={face().tip}
      role="status"
      aria-live="off"
      tabindex="0"
    >
      <Dynamic
        component={face().icon}
        size={12}
        class={cls(face().icon === RefreshCw && props.state !== 'polling' && 'motion-breathe')}
      />
      <span class={cls((props.compact || props.state === 'live') && 'max-sm:sr-only')}>{face().label}</span>
      <span class="max-sm:sr-only empty:hidden">
        {since()}
        {unsent()}
      </span>
    </span>
  );
};
