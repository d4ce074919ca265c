import Check from 'lucide-solid/icons/check';
import Moon from 'lucide-solid/icons/moon';
import Sun from 'lucide-solid/icons/sun';
import { For, Show, createMemo, createSignal, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { accentShades, themeColors, whyShaded, type AccentShade } from '#shared/accent.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { Logo } from '#client/components/logo.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import { LogoSetting } from './logo-setting.tsx';
import { FieldSetting, SettingsCard, SettingsPage } from './setting.tsx';

/** Some that go well with the product's greys, all round the circle. */
const offered: readonly { readonly name: string; readonly hex: string }[] = [
  { name: 'Teal', hex: '#0f766e' },
  { name: 'Blue', hex: '#1d4ed8' },
  { name: 'Indigo', hex: '#4f46e5' },
  { name: 'Violet', hex: '#7c3aed' },
  { name: 'Pink', hex: '#be185d' },
  { name: 'Red', hex: '#b91c1c' },
  { name: 'Orange', hex: '#c2410c' },
  { name: 'Green', hex: '#15803d' },
];

export const LookSection = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  /** While one moves about in the browser's own picker. */
  const [tried, setTried] = createSignal<string | null>(null);
  const held = (): string => String(props.record['accent']);
  const accent = (): string => tried() ?? held();
  const shades = createMemo(() => accentShades(accent()) ?? []);
  const set = (hex: string): void => {
    setTried(null);
    if (hex === held()) return;
    const command = commandOf(screen.definition, 'update');
    const options = { base: props.record.version, describe: `The accent is ${hex}` };
    void screen.send(command, props.record.id, { patch: { accent: hex } }, options);
  };
  return (
    <SettingsPage
      title="Name and look"
      lead="What your people see in the top bar, at sign-in, in the browser’s tab and in mails. It changes for everyone at once."
    >
      <SettingsCard>
        <FieldSetting record={props.record} name="name" />
        <LogoSetting record={props.record} />
        <FieldSetting
          record={props.record}
          name="accent"
          help="For what one may press, and where one is. Choose one, or write it with six hexadecimal digits."
        >
          <div class="flex flex-wrap items-center gap-2 pt-3" role="group" aria-label="Colours to choose">
            <For each={offered}>
              {({ name, hex }) => (
                <button
                  type="button"
                  aria-label={name}
                  aria-pressed={held() === hex}
                  data-tip={name}
                  class="grid size-8 place-items-center rounded-full border border-line-strong text-paper touch:size-11"
                  style={{ 'background-color': hex }}
                  onClick={() => set(hex)}
                >
                  <Show when={held() === hex}>
                    <Check size={16} />
                  </Show>
                </button>
              )}
            </For>
            <label
              class="relative grid size-8 place-items-center overflow-hidden rounded-full border border-line-strong focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus touch:size-11"
              style={{ background: 'conic-gradient(in oklch longer hue, oklch(0.65 0.17 0), oklch(0.65 0.17 0))' }}
              data-tip="Another colour"
            >
              <span class="sr-only">Another colour</span>
              <input
                type="color"
                class="absolute inset-0 size-full cursor-pointer opacity-0"
                value={shades().length > 0 ? accent() : '#0f766e'}
                onInput={(event) => setTried(event.currentTarget.value)}
                onChange={(event) => set(event.currentTarget.value)}
              />
            </label>
          </div>
        </FieldSetting>
      </SettingsCard>
      <Show when={shades().length > 0}>
        <SettingsCard title="How it reads">
          <div class="grid divide-line max-md:divide-y md:grid-cols-2 md:divide-x">
            <For each={shades()}>{(shade) => <Preview shade={shade} name={String(props.record['name'])} />}</For>
          </div>
        </SettingsCard>
      </Show>
    </SettingsPage>
  );
};

/** A piece of the product in one theme, in the colour as that theme shows it. */
const Preview = (props: { shade: AccentShade; name: string }): JSX.Element => {
  const isLight = (): boolean => props.shade.theme === 'light';
  return (
    <div class="flex flex-col gap-3 p-4 sm:p-6">
      <Sample shade={props.shade} name={props.name} />
      <div class="flex items-start gap-2 text-row">
        <Dynamic component={isLight() ? Sun : Moon} size={16} class="mt-0.5 flex-none text-muted" />
        <p class="text-pretty">
          <span class="font-medium">{isLight() ? 'Light' : 'Dark'}:</span>{' '}
          <span class="tabular">{props.shade.shownContrast.toFixed(1)}:1</span> to read it by
          <span class="text-muted"> (4.5:1 is needed).</span>{' '}
          <Show when={whyShaded(props.shade)}>{(why) => <span class="text-muted">{why()}</span>}</Show>
        </p>
      </div>
    </div>
  );
};

/** With the theme's own colours, whichever theme is around it. */
const Sample = (props: { shade: AccentShade; name: string }): JSX.Element => {
  const theme = () => themeColors[props.shade.theme];
  return (
    <div
      class="overflow-hidden rounded-float border"
      style={{
        'background-color': theme().canvas,
        'border-color': theme().line,
        color: theme().ink,
        '--accent': props.shade.shown,
        '--on-accent': theme().onAccent,
      }}
      aria-hidden="true"
    >
      <div
        class="flex items-center gap-2 border-b px-3 py-2"
        style={{ 'background-color': theme().surface, 'border-color': theme().line }}
      >
        <Logo class="size-6" />
        <span class="truncate text-row font-semibold">{props.name}</span>
        <span class="ml-auto flex-none border-b-2 border-accent pt-0.5 text-row font-medium">Leads</span>
        <span class="flex-none pt-0.5 text-row opacity-75 max-sm:hidden">Contacts</span>
      </div>
      <div class="flex items-center justify-between gap-3 px-3 py-4">
        <span class="text-row font-medium text-accent">A link to follow</span>
        <span class="rounded-control bg-accent px-3 py-1.5 text-row font-medium text-on-accent">New lead</span>
      </div>
    </div>
  );
};
