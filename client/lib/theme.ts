import { createSignal } from 'solid-js';
import { readSetting, saveSetting } from './local-settings.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const isTheme = (value: unknown): value is Theme => themes.includes(value as Theme);

const stored = readSetting('theme');
const [theme, setSignal] = createSignal<Theme>(isTheme(stored) ? stored : 'system');

const show = (chosen: Theme): void => {
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
};

show(theme());

export { theme };

export const setTheme = (chosen: Theme): void => {
  setSignal(chosen);
  show(chosen);
  saveSetting('theme', chosen === 'system' ? null : chosen);
};

/** The tenant's colour. What the browser does not know as a colour is ignored: the default stays. */
export const setAccent = (accent: string | null): void => {
  const root = document.documentElement.style;
  if (accent && CSS.supports('color', accent)) root.setProperty('--tenant-accent', accent);
  else root.removeProperty('--tenant-accent');
};
