import Monitor from 'lucide-solid/icons/monitor';
import Moon from 'lucide-solid/icons/moon';
import Sun from 'lucide-solid/icons/sun';
import { For, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { setTheme, theme, themes, type Theme } from '#client/lib/theme.ts';
import type { Icon } from './icon.ts';

const faces: Record<Theme, { readonly label: string; readonly icon: Icon }> = {
  system: { label: 'Same as this device', icon: Monitor },
  light: { label: 'Light', icon: Sun },
  dark: { label: 'Dark', icon: Moon },
};

/** Which theme, all three in view. */
export const ThemeToggle = (): JSX.Element => (
  <fieldset class="inline-flex rounded-control border border-line bg-sunken p-0.5">
    <legend class="sr-only">Theme</legend>
    <For each={themes}>
      {(name) => (
        <label
          class="grid size-7 cursor-pointer place-items-center rounded-small text-faint hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-[0_0_0_1px_var(--line-strong)] has-focus-visible:outline-2 has-focus-visible:outline-focus touch:size-11"
          data-tip={faces[name].label}
        >
          <input
            type="radio"
            name="theme"
            class="sr-only"
            checked={theme() === name}
            onChange={() => setTheme(name)}
            aria-label={faces[name].label}
          />
          <Dynamic component={faces[name].icon} size={16} />
        </label>
      )}
    </For>
  </fieldset>
);

/** The same choice as items of a menu. */
export const themeItems = () =>
  themes.map((name) => ({
    label: faces[name].label,
    icon: faces[name].icon,
    checked: theme() === name,
    run: () => setTheme(name),
  }));
