import { For, Show, type JSX } from 'solid-js';
import type { Tone } from '#shared/fields/field.ts';
import { initialsOf } from '#client/lib/format.ts';
import type { Person } from '#client/lib/person.ts';
import { cls } from './class.ts';

const tones: readonly Tone[] = ['blue', 'teal', 'violet', 'amber', 'green', 'orange', 'red'];

/** The same person has the same colour on every screen; the initials say who it is. */
const toneOf = (id: string): Tone => {
  let sum = 0;
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) % 9973;
  return tones[sum % tones.length] ?? 'slate';
};

const size = (small: boolean | undefined): string => (small ? 'size-5 text-[0.625rem]' : 'size-7 text-small');

export const Avatar = (props: {
  person: Person;
  small?: boolean | undefined;
  tip?: string | undefined;
  class?: string | undefined;
}): JSX.Element => (
  <span
    class={cls(
      'inline-grid flex-none place-items-center rounded-full bg-tone-soft font-semibold text-tone-ink select-none',
      size(props.small),
      `tone-${toneOf(props.person.id)}`,
      props.class,
    )}
    role="img"
    aria-label={props.tip ?? props.person.name}
    data-tip={props.tip ?? props.person.name}
  >
    <span aria-hidden="true">{initialsOf(props.person.name)}</span>
  </span>
);

/** Up to three people, then how many more. */
export const Avatars = (props: {
  people: readonly Person[];
  small?: boolean | undefined;
  doing?: string | undefined;
}): JSX.Element => {
  const more = (): number => Math.max(0, props.people.length - 3);
  const rest = (): string =>
    props.people
      .slice(3)
      .map((person) => person.name)
      .join(', ');
  const tip = (person: Person): string => (props.doing ? `${person.name} ${props.doing}` : person.name);
  return (
    <span class="inline-flex items-center -space-x-1">
      <For each={props.people.slice(0, 3)}>
        {(person) => <Avatar person={person} small={props.small} tip={tip(person)} class="ring-2 ring-surface" />}
      </For>
      <Show when={more() > 0}>
        <span
          class={cls(
            'inline-grid place-items-center rounded-full bg-pressed font-medium text-muted ring-2 ring-surface',
            size(props.small),
          )}
          role="img"
          aria-label={`and ${rest()}`}
          data-tip={rest()}
        >
          +{more()}
        </span>
      </Show>
    </span>
  );
};
