import type { JSX } from 'solid-js';
import { Switch } from '#client/components/switch.tsx';
import { ThemeToggle } from '#client/components/theme-toggle.tsx';
import { setSingleKeys, singleKeys } from '#client/lib/shortcuts.ts';
import { AccountCard } from './account-card.tsx';

const Preference = (props: { title: string; help: string; children: JSX.Element }): JSX.Element => (
  <div class="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-5 py-3 max-sm:px-4">
    <div class="min-w-0 flex-1 basis-56">
      <div class="font-medium text-ink">{props.title}</div>
      <div class="text-row text-muted text-pretty">{props.help}</div>
    </div>
    {props.children}
  </div>
);

/** How the product looks and listens in this browser. Each is kept at once. */
export const DevicePreferences = (): JSX.Element => (
  <AccountCard title="On this device" lead="These are kept in this browser and apply at once.">
    <Preference title="Theme" help="Light, dark, or as your device has it.">
      <ThemeToggle />
    </Preference>
    <Preference
      title="Shortcuts of a single key"
      help="Turn them off where speech input or a slip of the hand strikes letters. Shortcuts with Ctrl stay."
    >
      <Switch name="Shortcuts of a single key" checked={singleKeys()} onChange={setSingleKeys} />
    </Preference>
  </AccountCard>
);
