import ArchiveRestore from 'lucide-solid/icons/archive-restore';
import Archive from 'lucide-solid/icons/archive';
import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { Index, Show, createMemo, type JSX } from 'solid-js';
import { tones, type Choice, type Tone } from '#shared/fields/field.ts';
import { Button } from './button.tsx';
import { ToneDot } from './chip.tsx';
import { cls } from './class.ts';
import type { ControlProps } from './control.ts';
import { IconButton } from './icon-button.tsx';
import { Menu, type MenuItem } from './menu.tsx';
import { Select } from './select.tsx';

/** A choice while it is edited: one that was added just now has no stored value. */
export type ChoiceDraft = Omit<Choice, 'value'> & { readonly value?: string };

type ChoiceListProps = ControlProps & {
  value: readonly ChoiceDraft[];
  onChange: (value: readonly ChoiceDraft[]) => void;
};

const sentence = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** The choices of a field, a row each: renamed, coloured, moved, added and retired. Enter goes on to the next row. */
export const ChoiceList = (props: ChoiceListProps): JSX.Element => {
  let list!: HTMLUListElement;
  const meanings = createMemo(() => [...new Set(props.value.flatMap(({ means }) => means ?? []))]);

  const focusOn = (at: number, part: 'label' | 'up' | 'down' = 'label'): void => {
    queueMicrotask(() => {
      const row = list.children[at];
      const button = row?.querySelector<HTMLElement>(`[data-part=${part}]:not(:disabled)`);
      (button ?? row?.querySelector<HTMLElement>('input'))?.focus();
    });
  };
  const change = (at: number, part: Partial<ChoiceDraft>): void =>
    props.onChange(props.value.map((choice, index) => (index === at ? { ...choice, ...part } : choice)));
  const add = (at: number): void => {
    const [means] = meanings();
    props.onChange(props.value.toSpliced(at, 0, { label: '', ...(means === undefined ? {} : { means }) }));
    focusOn(at);
  };
  const move = (from: number, to: number): void => {
    const choice = props.value[from];
    if (!choice || to < 0 || to >= props.value.length) return;
    props.onChange(props.value.toSpliced(from, 1).toSpliced(to, 0, choice));
    focusOn(to, to < from ? 'up' : 'down');
  };
  const remove = (at: number): void => {
    // Before the row goes, and the focus with it.
    (list.children[at === 0 ? 1 : at - 1]?.querySelector('input') ?? list).focus();
    props.onChange(props.value.toSpliced(at, 1));
  };
  const toneItems = (at: number): MenuItem[] => [
    ...tones.map((tone) => ({
      label: sentence(tone),
      icon: toneIcons[tone],
      checked: props.value[at]?.tone === tone,
      run: () => change(at, { tone }),
    })),
    'line',
    {
      label: 'No colour',
      checked: props.value[at]?.tone === undefined,
      run: () => props.onChange(props.value.map((choice, index) => (index === at ? withoutTone(choice) : choice))),
    },
  ];

  return (
    <div class="flex flex-col gap-1" role="group" aria-label={props.label} aria-describedby={props.describedBy}>
      <ul ref={(element) => (list = element)} tabindex={-1} class="flex flex-col gap-1 outline-none">
        <Index each={props.value}>
          {(choice, at) => (
            <li class="flex items-center gap-1">
              <Menu
                label={`Colour of ${choice().label || 'the new choice'}`}
                placement="bottom-start"
                tip={false}
                items={toneItems(at)}
              >
                <Show
                  when={choice().tone}
                  fallback={<span class="size-2 rounded-full border border-line-strong" aria-hidden="true" />}
                >
                  {(tone) => <ToneDot tone={tone()} />}
                </Show>
              </Menu>
              <input
                data-part="label"
                class={cls('control min-w-0 flex-1', props.small && 'control-small', choice().retired && 'text-faint')}
                aria-label={`Choice ${at + 1}`}
                aria-invalid={props.invalid || undefined}
                disabled={props.disabled}
                maxlength={60}
                placeholder="What people read"
                ref={(element) => props.autofocus && at === 0 && queueMicrotask(() => element.focus())}
                value={choice().label}
                onInput={(event) => change(at, { label: event.currentTarget.value })}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
                  event.preventDefault();
                  event.stopPropagation();
                  if (at + 1 < props.value.length) focusOn(at + 1);
                  else if (choice().label.trim()) add(at + 1);
                }}
              />
              <Show when={meanings().length > 0}>
                <div class="w-28 flex-none">
                  <Select
                    small
                    label={`What ${choice().label || 'it'} means`}
                    options={meanings().map((means) => ({ value: means, label: sentence(means) }))}
                    value={choice().means ?? null}
                    onChange={(means) => means !== null && change(at, { means })}
                  />
                </div>
              </Show>
              <IconButton
                icon={ArrowUp}
                data-part="up"
                label={`Move ${choice().label} up`}
                small
                disabled={at === 0}
                onClick={() => move(at, at - 1)}
              />
              <IconButton
                icon={ArrowDown}
                data-part="down"
                label={`Move ${choice().label} down`}
                small
                class="max-sm:hidden"
                disabled={at === props.value.length - 1}
                onClick={() => move(at, at + 1)}
              />
              <Show
                when={choice().value}
                fallback={<IconButton icon={X} label="Remove the new choice" small onClick={() => remove(at)} />}
              >
                <IconButton
                  icon={choice().retired ? ArchiveRestore : Archive}
                  label={choice().retired ? `Bring ${choice().label} back` : `Retire ${choice().label}`}
                  small
                  onClick={() => change(at, { retired: !choice().retired })}
                />
              </Show>
            </li>
          )}
        </Index>
      </ul>
      <Button variant="quiet" small icon={Plus} class="self-start" onClick={() => add(props.value.length)}>
        Add a choice
      </Button>
    </div>
  );
};

const withoutTone = ({ tone: _none, ...choice }: ChoiceDraft): ChoiceDraft => choice;

const toneIcon = (tone: Tone) => (): JSX.Element => <ToneDot tone={tone} />;

const toneIcons = Object.fromEntries(tones.map((tone) => [tone, toneIcon(tone)])) as unknown as {
  readonly [tone in Tone]: () => JSX.Element;
};
