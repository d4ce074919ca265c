import Mail from 'lucide-solid/icons/mail';
import Phone from 'lucide-solid/icons/phone';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { fieldEntries, type AnyRecord, type Collection } from '#shared/collection.ts';
import type { Icon } from '#client/components/icon.ts';
import { asText } from '#client/fields/as-text.ts';

type Reach = { readonly label: string; readonly href: string; readonly icon: Icon };

/** One way to call, the mobile where there is one, and one to write: two buttons are found without looking. */
const reachOf = (definition: Collection, record: AnyRecord): readonly Reach[] => {
  const last = (kind: 'phone' | 'email'): unknown =>
    fieldEntries(definition)
      .filter(([, field]) => field.kind.name === kind)
      .map(([name]) => record[name])
      .findLast((value) => typeof value === 'string' && value !== '');
  const phone = last('phone');
  const email = last('email');
  return [
    ...(phone ? [{ label: 'Call', href: `tel:${asText(phone)}`, icon: Phone }] : []),
    ...(email ? [{ label: 'Email', href: `mailto:${asText(email)}`, icon: Mail }] : []),
  ];
};

/** On a phone, what one opens a record for sits at the thumb. */
export const ThumbActions = (props: { definition: Collection; record: AnyRecord }): JSX.Element => {
  const ways = createMemo(() => reachOf(props.definition, props.record));
  return (
    <Show when={ways().length > 0}>
      <nav
        aria-label="Get in touch"
        class="flex flex-none gap-2 border-t border-line bg-surface px-3 py-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] lg:hidden"
      >
        <For each={ways()}>
          {(way) => (
            <a href={way.href} class="button button-secondary min-h-12 flex-1">
              <Dynamic component={way.icon} size={18} />
              {way.label}
            </a>
          )}
        </For>
      </nav>
    </Show>
  );
};
