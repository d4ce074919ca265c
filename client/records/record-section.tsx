import Plus from 'lucide-solid/icons/plus';
import { For, Show, createMemo, createSignal, type JSX } from 'solid-js';
import { fieldOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { isUsed } from '#client/fields/target.ts';
import { useLive } from '#client/live/live-context.tsx';
import { isEmptyValue } from './field-value.tsx';
import { isRelevant } from './relevant.ts';
import { InlineField } from './inline-field.tsx';

type RecordSectionProps = { definition: Collection; record: AnyRecord; title: string; names: readonly string[] };

/** What is known comes as rows; what is not waits as a line of names to fill in, so that a page is as long as its facts. */
export const RecordSection = (props: RecordSectionProps): JSX.Element => {
  const live = useLive();
  const [filling, setFilling] = createSignal<string>();
  const mayUpdate = createMemo(() => !props.definition.internal && live.can('update', props.definition, props.record));
  const mayEdit = (field: Field): boolean =>
    mayUpdate() && !field.readOnly && (!field.requires || live.can(field.requires, props.definition, props.record));
  // A field that is taken out of use is asked for once more on its way out.
  const known = new Map<string, Field>();
  const fieldNamed = (name: string): Field => {
    const field = fieldOf(props.definition, name) ?? known.get(name);
    if (!field) throw new Error(`${props.definition.name} has no field ${name}`);
    known.set(name, field);
    return field;
  };
  // Names, not objects: a row is drawn again for a new object, and an editor in it would be lost at each change.
  // A field that this reader does not get is not there, rather than empty.
  const names = createMemo(() =>
    props.names.filter((name) => {
      const field = fieldNamed(name);
      return name in props.record && isUsed(field, props.definition, live) && isRelevant(field, props.record);
    }),
  );
  const isShown = (name: string): boolean =>
    fieldNamed(name).required || !isEmptyValue(props.record[name]) || filling() === name;
  const shown = createMemo(() => names().filter(isShown));
  const missing = createMemo(() => names().filter((name) => !isShown(name) && mayEdit(fieldNamed(name))));
  return (
    <Show when={shown().length + missing().length > 0}>
      <section class="border-b border-line px-3 py-3 sm:px-5">
        <h3 class="pb-1 text-small font-semibold text-faint">{props.title}</h3>
        <For each={shown()}>
          {(name) => (
            <InlineField
              definition={props.definition}
              name={name}
              field={fieldNamed(name)}
              record={props.record}
              mayEdit={mayEdit(fieldNamed(name))}
              startOpen={filling() === name}
              onDone={() => filling() === name && setFilling(undefined)}
            />
          )}
        </For>
        <Show when={missing().length > 0}>
          <div class="flex flex-wrap gap-1 pt-1">
            <For each={missing()}>
              {(name) => (
                <button
                  type="button"
                  class="flex h-6 items-center gap-0.5 rounded-small pr-2 pl-1 text-small text-faint hover:bg-hover hover:text-ink touch:h-10"
                  onClick={() => setFilling(name)}
                >
                  <Plus size={12} />
                  {fieldNamed(name).label}
                </button>
              )}
            </For>
          </div>
        </Show>
      </section>
    </Show>
  );
};
