import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import { For, Show, createMemo, createSignal, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { canBeNamed, type GivenName } from '#shared/tailoring.ts';
import { iconOf } from '#client/components/collection-icon.ts';
import { IconButton } from '#client/components/icon-button.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import { SettingsCard, SettingsPage } from './setting.tsx';

/** What a module is called by the product. */
const productLabel = ({ label, productLabel: product = label }: Collection): Collection['label'] => product;

export const NamesSection = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const modules = createMemo(() =>
    screen.live
      .catalog()
      .collections.filter(canBeNamed)
      .map(({ name }) => name),
  );
  return (
    <SettingsPage
      title="Names of modules"
      lead="Call things what your people call them. Tabs, headings and messages follow at once, for everyone; programs that use the API notice nothing."
    >
      <SettingsCard>
        <div
          class="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_2.75rem] gap-x-3 px-4 py-2 text-small font-semibold text-faint sm:grid-cols-[minmax(0,11rem)_minmax(0,1fr)_minmax(0,1fr)_2.75rem] sm:px-6"
          aria-hidden="true"
        >
          <span class="max-sm:hidden">Module</span>
          <span>Several</span>
          <span>One of them</span>
        </div>
        <For each={modules()}>{(module) => <NameRow record={props.record} module={module} />}</For>
      </SettingsCard>
    </SettingsPage>
  );
};

const NameRow = (props: { record: AnyRecord; module: string }): JSX.Element => {
  const screen = useRecordScreen();
  const definition = createMemo(() => screen.live.catalog().named(props.module));
  const product = createMemo(() => {
    const known = definition();
    return known ? productLabel(known) : { one: '', many: '' };
  });
  const given = createMemo(() =>
    ((props.record['names'] ?? []) as readonly GivenName[]).find(({ module }) => module === props.module),
  );
  const [error, setError] = createSignal<string>();
  let row!: HTMLDivElement;
  const send = (names: unknown, describe: string): void => {
    setError(undefined);
    const options = {
      base: props.record.version,
      describe,
      onRefused: ({ message }: { message: string }) => {
        setError(message);
        return row.isConnected;
      },
    };
    void screen.send(commandOf(screen.definition, 'update'), props.record.id, { patch: { names } }, options);
  };
  const reset = (): void => send({ remove: [props.module] }, `${product().many} is called so again`);
  const set = (part: 'one' | 'many', typed: string): void => {
    const text = typed.trim();
    const next = {
      one: given()?.one ?? product().one,
      many: given()?.many ?? product().many,
      [part]: text || product()[part],
    };
    if (next.one === product().one && next.many === product().many) {
      if (given()) reset();
    } else if (next.one !== given()?.one || next.many !== given()?.many)
      send({ put: [{ id: props.module, module: props.module, ...next }] }, `${product().many} is called ${next.many}`);
  };
  return (
    <Show when={definition()}>
      {(known) => (
        <div ref={(element) => (row = element)} class="px-4 py-2.5 sm:px-6" role="group" aria-label={product().many}>
          <div class="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_2.75rem] items-center gap-x-3 gap-y-1 sm:grid-cols-[minmax(0,11rem)_minmax(0,1fr)_minmax(0,1fr)_2.75rem]">
            <span class="flex min-w-0 items-center gap-2 text-form font-medium max-sm:col-span-3">
              <Dynamic component={iconOf(known())} size={16} class="flex-none text-muted" />
              <span class="truncate">{product().many}</span>
            </span>
            <For each={['many', 'one'] as const}>
              {(part) => (
                <TextInput
                  label={`${product().many}: ${part === 'many' ? 'several of them' : 'one of them'}`}
                  maxlength={40}
                  placeholder={product()[part]}
                  value={given()?.[part] ?? ''}
                  invalid={error() !== undefined}
                  onInput={() => setError(undefined)}
                  onChange={(event) => set(part, event.currentTarget.value)}
                />
              )}
            </For>
            <span class="flex justify-end">
              <Show when={given()}>
                <IconButton icon={RotateCcw} label={`Call it ${product().many} again`} onClick={reset} />
              </Show>
            </span>
          </div>
          <Show when={error()}>
            {(message) => (
              <p role="alert" class="pt-1 text-small text-danger">
                {message()}
              </p>
            )}
          </Show>
        </div>
      )}
    </Show>
  );
};
