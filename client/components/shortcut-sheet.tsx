import { For, type JSX } from 'solid-js';
import { listedShortcuts, setSingleKeys, singleKeys, type Shortcut } from '#client/lib/shortcuts.ts';
import { Dialog } from './dialog.tsx';
import { KeyHint } from './key-hint.tsx';
import { Switch } from './switch.tsx';

const groups = (): [string, Shortcut[]][] => [...Map.groupBy(listedShortcuts(), (shortcut) => shortcut.group)];

/** What the keyboard can do on this screen, as registered now. */
export const ShortcutSheet = (props: { open: boolean; onClose: () => void }): JSX.Element => (
  <Dialog
    open={props.open}
    onClose={props.onClose}
    title="Keyboard shortcuts"
    wide
    footer={
      <Switch label="Single keys, like J and K" checked={singleKeys()} onChange={setSingleKeys} class="mr-auto" />
    }
  >
    <div class="columns-1 gap-8 sm:columns-2">
      <For each={groups()}>
        {([name, shortcuts]) => (
          <section class="mb-5 break-inside-avoid">
            <h3 class="mb-1 text-row font-semibold text-muted">{name}</h3>
            <dl>
              <For each={shortcuts}>
                {(shortcut) => (
                  <div class="flex items-center justify-between gap-3 border-b border-line py-1.5 last:border-0">
                    <dt class="text-row">{shortcut.label}</dt>
                    <dd class="flex gap-2">
                      <For each={shortcut.keys.split('|')}>{(keys) => <KeyHint keys={keys} />}</For>
                    </dd>
                  </div>
                )}
              </For>
            </dl>
          </section>
        )}
      </For>
    </div>
  </Dialog>
);
