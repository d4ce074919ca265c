import Check from 'lucide-solid/icons/check';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { clinics } from '#shared/modules/clinics.ts';
import { defaultSort } from '#shared/sort.ts';
import { cls } from '#client/components/class.ts';
import type { ControlProps } from '#client/components/control.ts';
import { useLive } from '#client/live/live-context.tsx';

type ClinicTogglesProps = ControlProps & {
  value: readonly string[];
  onChange: (ids: readonly string[]) => void;
};

/** The clinics that someone works for, a button each: on or off, as many as are true. */
export const ClinicToggles = (props: ClinicTogglesProps): JSX.Element => {
  const live = useLive();
  const list = live.list(() => ({
    collection: clinics,
    filter: { all: [] },
    sort: defaultSort(clinics),
  }));
  const shown = createMemo(() =>
    list.ids().filter((id) => props.value.includes(id) || live.record(clinics, id)?.isActive === true),
  );
  const toggle = (id: string): void =>
    props.onChange(props.value.includes(id) ? props.value.filter((one) => one !== id) : [...props.value, id]);
  return (
    <div
      id={props.id}
      role="group"
      aria-labelledby={props.labelledBy}
      aria-label={props.labelledBy ? undefined : 'Clinics'}
      aria-describedby={props.describedBy}
      class="flex flex-wrap gap-1.5"
    >
      <Show
        when={list.ready()}
        fallback={<span class="skeleton h-8 w-60" role="status" aria-label="Loading clinics" />}
      >
        <For each={shown()} fallback={<p class="text-row text-muted">There are no clinics yet. Add one first.</p>}>
          {(id) => {
            const isOn = (): boolean => props.value.includes(id);
            return (
              <button
                type="button"
                aria-pressed={isOn()}
                class={cls(
                  'inline-flex min-h-8 items-center gap-1.5 rounded-full border px-3 text-row touch:min-h-11',
                  isOn()
                    ? 'border-accent bg-selected font-medium text-ink'
                    : 'border-outline text-muted hover:bg-hover',
                )}
                onClick={() => toggle(id)}
              >
                <Show when={isOn()}>
                  <Check size={14} class="flex-none text-accent" />
                </Show>
                {live.record(clinics, id)?.name ?? 'Clinic'}
              </button>
            );
          }}
        </For>
      </Show>
    </div>
  );
};
