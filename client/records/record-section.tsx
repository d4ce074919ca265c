import Plus from 'lucide-solid/icons/plus';
import { For, Show, createMemo, createSignal, type JSX } from 'solid-js';
import { fieldOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { useLive } from '#client/live-context.tsx';
import { isEmptyValue } from './field-value.tsx';
import { InlineField } from './inline-field.tsx';

type RecordSectionProps = { definition: Collection; record: AnyRecord; title: string; names: readonly string[] };

/** What is known comes as rows; what is not waits as a line of names to fill in, so that a page is as long as its facts. */
export const RecordSection = (props: RecordSectionProps): JSX.Element => {
  const live = useLive();
  const [filling, setFilling] = createSignal<string>();
  const mayUpdate = createMemo(() => !props.definition.internal && live.can('update', props.definition, props.record));
  const mayEdit = (field: Field): boolean => mayUpdate() && !field.readOnly && (!field.requires || live.can(field.requires, props.definition, props.record));
  const fields = createMemo(() =>
    props.names.flatMap((name) => {
      const field = fieldOf(props.definition, name);
      // A field that this reader does not get is not there, rather than empty.
      return field && name in props.record ? [{ name, field }] : [];
    }),
  );
  const isShown = (name: string, field: Field): boolean => field.required || !isEmptyValue(props.record[name]) || filling() === name;
  const shown = createMemo(() => fields().filter(({ name, field }) => isShown(name, field)));
  const missing = createMemo(() => fields().filter(({ name, field }) => !isShown(name, field) && mayEdit(field)));
  return (
    <Show when={shown().length + missing().length > 0}>
      <section class="border-b border-line px-3 py-3 sm:px-5">
        <h3 class="pb-1 text-small font-semibold text-faint">{props.title}</h3>
        <For each={shown()}>
          {({ name, field }) => (
            <InlineField
              definition={props.definition}
              name={name}
              field={field}
              record={props.record}
              mayEdit={mayEdit(field)}
              startOpen={filling() === name}
              onDone={() => filling() === name && setFilling(undefined)}
            />
          )}
        </For>
        <Show when={missing().length > 0}>
          <div class="flex flex-wrap gap-1 pt-1">
            <For each={missing()}>
              {({ name, field }) => (
                <button type="button" class="flex h-6 items-center gap-0.5 rounded-small pr-2 pl-1 text-small text-faint hover:bg-hover hover:text-ink touch:h-10" onClick={() => setFilling(name)}>
                  <Plus size={12} />
                  {field.label}
                </button>
              )}
            </For>
          </div>
        </Show>
      </section>
    </Show>
  );
};
