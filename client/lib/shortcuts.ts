import { createSignal, onCleanup } from 'solid-js';
import { readSetting, saveSetting } from './local-settings.ts';

export type Shortcut = {
  /** `j`, `?`, `Enter`, `Escape`, `ArrowDown`, `Mod+z`; several ways to the same: `j|ArrowDown`. */
  readonly keys: string;
  readonly label: string;
  /** Under which heading the help lists it. */
  readonly group: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Now or not: "while a row has the focus". */
  readonly when?: (() => boolean) | undefined;
  /** Works while typing in a field, too. Only for what no one types. */
  readonly whileTyping?: boolean | undefined;
  /** Not worth a line in the help. */
  readonly unlisted?: boolean | undefined;
};

const [batches, setBatches] = createSignal<readonly (readonly Shortcut[])[]>([]);
const [singleKeys, setSingle] = createSignal(readSetting('single-keys') !== 'off');

export { singleKeys };
export const setSingleKeys = (on: boolean): void => {
  setSingle(on);
  saveSetting('single-keys', on ? null : 'off');
};

/** Everything that works now, for the help sheet: the newest screen's first, each in the order that it gave. */
export const listedShortcuts = (): readonly Shortcut[] =>
  batches()
    .toReversed()
    .flat()
    .filter((shortcut) => !shortcut.unlisted);

/** Registers shortcuts for as long as the calling component lives. The newest wins when two want the same key. */
export const useShortcuts = (shortcuts: readonly Shortcut[]): void => {
  setBatches((all) => [...all, shortcuts]);
  onCleanup(() => setBatches((all) => all.filter((one) => one !== shortcuts)));
};

const typesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button])'));

/**
 * A menu, list or dialog that floats has the keyboard to itself: also in the moment when the focus is on its way in
 * and a key still arrives at the page.
 */
const somethingFloats = (target: EventTarget | null): boolean =>
  document.querySelector('[data-popper-positioner], [role=dialog][data-expanded]') !== null ||
  (target instanceof Element &&
    target.closest('[role=menu], [role=listbox], [role=dialog], [role=alertdialog]') !== null);

const pressed = (event: KeyboardEvent): string => {
  const mod = event.metaKey || event.ctrlKey ? 'Mod+' : '';
  const alt = event.altKey ? 'Alt+' : '';
  // Shift is part of a character ("?"), but not of a named key, nor of one with Ctrl.
  const shift = event.shiftKey && (event.key.length > 1 || mod !== '') ? 'Shift+' : '';
  return mod + alt + shift + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
};

/** Held without Ctrl or Alt, a letter is easily struck by speech input or by mistake: it can be turned off (WCAG 2.1.4). */
const isSingle = (key: string): boolean => key.length === 1;

const handle = (event: KeyboardEvent): void => {
  if (event.defaultPrevented) return;
  const key = pressed(event);
  if (isSingle(key) && !singleKeys()) return;
  const busy = typesText(event.target) || somethingFloats(event.target);
  const found = batches()
    .flat()
    .findLast(
      (shortcut) =>
        shortcut.keys.split('|').includes(key) && (!busy || shortcut.whileTyping) && (shortcut.when?.() ?? true),
    );
  if (!found) return;
  event.preventDefault();
  found.run(event);
};

/** Listens for the whole page; once, from the shell. */
export const listenForShortcuts = (): void => {
  document.addEventListener('keydown', handle);
  onCleanup(() => document.removeEventListener('keydown', handle));
};
