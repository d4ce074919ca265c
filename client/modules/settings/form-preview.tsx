import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { fieldOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { customFieldName } from '#shared/custom-field.ts';
import type { Field } from '#shared/fields/field.ts';
import { IconButton } from '#client/components/icon-button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { draftOf } from '#client/fields/known-views.ts';
import { isUsed } from '#client/fields/target.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { isRelevant } from '#client/records/relevant.ts';
import { commandOf } from '#client/store/commands.ts';
import { moved } from './move-field.ts';

/** A field that was added, where it will stand: the form of its records, and its place among the others that were added. */
export const FormPreview = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  /** Undefined where the field is in no form: it is out of use. */
  const definition = createMemo(() =>
    props.record['active'] === true ? live.catalog().named(props.record['collection']) : undefined,
  );
  const own = (): string => customFieldName(String(props.record['name']));
  const siblings = createMemo(() =>
    [...(live.catalog().tailoring['customFields']?.values() ?? [])].filter(
      (field) => field['collection'] === props.record['collection'],
    ),
  );
  const move = (by: -1 | 1): void => {
    const args = moved(siblings(), props.record.id, by).map(({ id, position }) => ({ id, patch: { position } }));
    if (args.length > 0)
      live.mutateMany(commandOf(screen.definition, 'update'), args, {
        describe: `${String(props.record['label'])} is moved`,
      });
  };
  const mayMove = (by: -1 | 1): boolean => moved(siblings(), props.record.id, by).length > 0;
  return (
    <Show when={definition()}>
      {(known) => (
        <section class="border-b border-line px-3 py-3 sm:px-5" aria-label="Preview">
          <div class="flex items-center gap-1 pb-2">
            <h3 class="mr-auto text-small font-semibold text-faint">Form of a {known().label.one.toLowerCase()}</h3>
            <IconButton small icon={ArrowUp} label="Move up" disabled={!mayMove(-1)} onClick={() => move(-1)} />
            <IconButton small icon={ArrowDown} label="Move down" disabled={!mayMove(1)} onClick={() => move(1)} />
          </div>
          <Form definition={known()} own={own()} />
        </section>
      )}
    </Show>
  );
};

/** As it is filled in, but for show: nothing in it can be reached. */
const Form = (props: { definition: Collection; own: string }): JSX.Element => {
  const { live } = useRecordScreen();
  const fieldsIn = (names: readonly string[]): readonly (readonly [string, Field])[] =>
    names.flatMap((name) => {
      const field = fieldOf(props.definition, name);
      const isAsked = field && !field.readOnly && isUsed(field, props.definition, live) && isRelevant(field, {});
      return isAsked ? [[name, field] as const] : [];
    });
  return (
    <div
      inert
      role="img"
      aria-label={`The form, with ${fieldOf(props.definition, props.own)?.label ?? 'the field'} in it`}
      class="flex flex-col gap-4 overflow-hidden rounded-control border border-line bg-canvas p-3"
    >
      <For each={props.definition.form.filter(({ fields }) => fields.includes(props.own))}>
        {({ title, fields }) => (
          <div class="flex flex-col gap-3">
            <div class="text-subheading">{title}</div>
            <For each={fieldsIn(fields)}>
              {([name, field]) => (
                <LabelledField
                  label={field.label}
                  required={field.required && field.default === undefined}
                  help={field.help}
                  class={name === props.own ? '-m-2 rounded-control bg-accent-soft p-2' : undefined}
                >
                  {(control) => (
                    <Dynamic
                      component={viewOf(field).Input}
                      {...control}
                      field={field}
                      definition={props.definition}
                      value={draftOf(field.default ?? null, field)}
                      onChange={() => undefined}
                    />
                  )}
                </LabelledField>
              )}
            </For>
          </div>
        )}
      </For>
    </div>
  );
};
