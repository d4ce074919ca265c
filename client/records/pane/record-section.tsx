import Plus from 'lucide-solid/icons/plus';
import { For, Show, createEffect, createMemo, createSignal, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { fieldOf, type AnyRecord } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { isUsed } from '#client/fields/target.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { isRelevant } from '#client/records/relevant.ts';
import { InlineField } from './inline-field.tsx';
import { PickedField } from './picked-field.tsx';

type RecordSectionProps = {
  record: AnyRecord;
  title: string;
  names: readonly string[];
  /** Empty fields are rows as well. */
  keepEmpty?: boolean;
  /** False where the screen around it offers the same (calling) in its own way. */
  action?: boolean;
  /** How a change of a field is called beside "Undo". */
  describe?: (field: Field) => string;
};

/** What is known comes as rows; what is not waits as a line of names to fill in, so that a page is as long as its facts. */
export const RecordSection = (props: RecordSectionProps): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const [filling, setFilling] = createSignal<string>();
  const mayUpdate = createMemo(
    () => !screen.definition.internal && live.can('update', screen.definition, props.record),
  );
  const mayEdit = (field: Field): boolean =>
    mayUpdate() && !field.readOnly && (!field.requires || live.can(field.requires, screen.definition, props.record));
  // A field that is retired is asked for once more on its way out.
  const known = new Map<string, Field>();
  const fieldNamed = (name: string): Field => {
    const field = fieldOf(screen.definition, name) ?? known.get(name);
    if (!field) throw new Error(`${screen.definition.name} has no field ${name}`);
    known.set(name, field);
    return field;
  };
  // Names, not objects: a row is drawn again for a new object, and an editor in it would be lost at each change.
  // A field that this reader does not get is not there, rather than empty.
  const names = createMemo(() =>
    props.names.filter((name) => {
      const field = fieldNamed(name);
      return name in props.record && isUsed(field, screen.definition, live) && isRelevant(field, props.record);
    }),
  );
  const isShown = (name: string): boolean =>
    props.keepEmpty || fieldNamed(name).required || !isEmptyValue(props.record[name]) || filling() === name;
  const shown = createMemo(() => names().filter(isShown));
  const missing = createMemo(() => names().filter((name) => !isShown(name) && mayEdit(fieldNamed(name))));
  // A key opens the editor of a field that is not shown yet.
  createEffect(() => {
    const at = screen.editing();
    if (at?.id !== props.record.id || !missing().includes(at.field)) return;
    screen.edit(null);
    setFilling(at.field);
  });
  return (
    <Show when={shown().length + missing().length > 0}>
      <section role="group" class="border-b border-line px-3 py-3 sm:px-5" aria-label={props.title}>
        <h3 class="pb-1 text-small font-semibold text-faint">{props.title}</h3>
        <For each={shown()}>
          {(name) => (
            <Dynamic
              component={mayEdit(fieldNamed(name)) && viewOf(fieldNamed(name)).Picker ? PickedField : InlineField}
              definition={screen.definition}
              name={name}
              field={fieldNamed(name)}
              record={props.record}
              mayEdit={mayEdit(fieldNamed(name))}
              startOpen={filling() === name}
              action={props.action}
              describe={props.describe?.(fieldNamed(name))}
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
                  class="flex h-6 items-center gap-0.5 rounded-small pr-2 pl-1 text-small text-faint hover:bg-hover hover:text-ink touch:h-11"
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
