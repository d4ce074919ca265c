import ShieldCheck from 'lucide-solid/icons/shield-check';
import { For, Show, createMemo, createUniqueId, type JSX } from 'solid-js';
import { roleLabels, type Role } from '#shared/actor.ts';
import { ToneDot } from '#client/components/chip.tsx';
import { cls } from '#client/components/class.ts';
import type { ControlProps } from '#client/components/control.ts';
import { useLive } from '#client/live/live-context.tsx';
import { actorOf } from '#client/live/me.ts';
import { isFull, roleMeaning, rolesToGive } from './role-words.ts';

type RoleCardsProps = ControlProps & {
  /** What the person has now, if anything: it stays offered. */
  held?: string | null | undefined;
  value: string | null;
  onChange: (role: string) => void;
};

/** The roles that one may give, as cards of which one is chosen: native radio buttons underneath. */
export const RoleCards = (props: RoleCardsProps): JSX.Element => {
  const live = useLive();
  const name = createUniqueId();
  const choices = createMemo(() => rolesToGive(live.catalog(), actorOf(live.me()), props.held ?? null));
  const full = (): boolean =>
    props.value !== null && isFull(live.catalog(), live.me()?.tenant.modules ?? [], props.value);
  return (
    <div id={props.id} class="flex flex-col gap-2">
      <div
        role="radiogroup"
        aria-labelledby={props.labelledBy}
        aria-label={props.labelledBy ? undefined : 'Role'}
        aria-describedby={props.describedBy}
        aria-required={props.required || undefined}
        class="grid grid-cols-1 gap-2 sm:grid-cols-2"
      >
        <For each={choices().map(({ value }) => value)}>
          {(role) => (
            <label
              class={cls(
                'flex min-h-11 cursor-pointer items-start gap-2.5 rounded-control border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus',
                props.value === role ? 'border-accent bg-accent-soft' : 'border-line hover:bg-hover',
              )}
            >
              <input
                type="radio"
                name={name}
                class="mt-1 accent-[var(--accent)]"
                value={role}
                checked={props.value === role}
                aria-invalid={props.invalid || undefined}
                onChange={() => props.onChange(role)}
              />
              <span class="min-w-0">
                <span class="flex items-center gap-1.5 text-form font-medium">
                  {roleLabels[role as Role]}
                  <ToneDot tone={choices().find(({ value }) => value === role)?.tone} />
                </span>
                <span class="block text-small text-muted">{roleMeaning[role as Role]}</span>
              </span>
            </label>
          )}
        </For>
      </div>
      <Show when={full()}>
        <p class="flex items-start gap-1.5 text-small text-muted" data-full-access>
          <ShieldCheck size={14} class="mt-px flex-none text-accent" />
          Full access: every record of this workspace, whichever clinic or team it is of.
        </p>
      </Show>
    </div>
  );
};
