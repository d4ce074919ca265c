import { Show, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { fieldEntries, type AnyRecord, type Collection } from '#shared/collection.ts';
import { Keyed } from '#client/components/keyed.tsx';
import { viewOf } from '#client/fields/view-of.ts';
import type { Reach } from '#client/fields/view.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';

/** One way of each kind, the last: the mobile where there is one. Two buttons are found without looking. */
const reachOf = (definition: Collection, record: AnyRecord): readonly Reach[] => {
  const ways = fieldEntries(definition).flatMap(([name, field]) => {
    const value = record[name];
    return (typeof value === 'string' && value !== '' && viewOf(field).reach?.(value)) || [];
  });
  return [...new Map(ways.map((way) => [way.label, way])).values()];
};

/** On a phone, what one opens a record for sits at the thumb. */
export const ThumbActions = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const ways = createMemo(() => reachOf(screen.definition, props.record));
  return (
    <Show when={ways().length > 0}>
      <nav
        aria-label="Get in touch"
        class="flex flex-none gap-2 border-t border-line bg-surface px-3 py-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] lg:hidden"
      >
        <Keyed each={ways()} by={({ label }) => label}>
          {(way) => (
            <a href={way().href} class="button button-secondary min-h-12 flex-1">
              <Dynamic component={way().icon} size={18} />
              {way().label}
            </a>
          )}
        </Keyed>
      </nav>
    </Show>
  );
};
