import PencilLine from 'lucide-solid/icons/pencil-line';
import { Show, createEffect, createMemo, createSignal, on, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { fieldOf } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { Button } from '#client/components/button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { PickList } from '#client/components/pick-list.tsx';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { inSentence } from '#client/records/pane/describe-activity.ts';
import { useValueText } from '#client/records/pane/value-text.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import { BulkAction } from './bulk-action.tsx';
import type { BulkProps } from './bulk-bar.tsx';
import { DeleteSelected } from './delete-selected.tsx';
import { MakeInactive, linksHeld } from './make-inactive.tsx';
import { maySet, settable } from './settable.ts';

/** What can be done to several records of any collection: a value set, or all of them deleted. */
export const FieldActions = (props: BulkProps): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  return (
    <>
      <Show when={maySet(screen.definition, live)}>
        <BulkAction label="Set a field" icon={PencilLine} disabled={props.busy}>
          {(close) => <SetField {...props} onDone={close} />}
        </BulkAction>
      </Show>
      <DeleteSelected {...props} />
    </>
  );
};

const SetField = (props: BulkProps & { onDone: () => void }): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const [name, setName] = createSignal<string | null>(null);
  const [deactivating, setDeactivating] = createSignal(false);
  const say = useValueText(
    () => screen.definition,
    () => ({}) as never,
  );
  const set = (field: string, value: unknown): void => {
    const { definition } = screen;
    if (field === definition.active && value === false && linksHeld(live, definition).length > 0) {
      setDeactivating(true);
      return;
    }
    const label = inSentence(fieldOf(screen.definition, field)?.label ?? field);
    const what = isEmptyValue(value) ? `no ${label}` : `${label} ${say(field, value)}`;
    props.run(commandOf(screen.definition, 'update'), (id) => ({ id, patch: { [field]: value } }), what);
    props.onDone();
  };
  return (
    <Show
      when={deactivating()}
      fallback={
        <Show
          when={name()}
          keyed
          fallback={
            <div class="w-56">
              <PickList
                label="Which field"
                options={settable(screen.definition, live).map(({ name: value, field }) => ({
                  value,
                  label: field.label,
                }))}
                onPick={setName}
              />
            </div>
          }
        >
          {(chosen) => (
            <SetValue
              name={chosen}
              words={props.words}
              onSet={(value) => set(chosen, value)}
              onBack={() => setName(null)}
            />
          )}
        </Show>
      }
    >
      <MakeInactive {...props} onBack={() => setDeactivating(false)} />
    </Show>
  );
};

type SetValueProps = { name: string; words: string; onSet: (value: unknown) => void; onBack: () => void };

const SetValue = (props: SetValueProps): JSX.Element => {
  const screen = useRecordScreen();
  const known = createMemo(() => fieldOf(screen.definition, props.name));
  // Held while the question closes: what it is drawn with reads it until then.
  const held = createMemo<Field | undefined>((before) => known() ?? before);
  const field = (): Field => held() as Field;
  createEffect(on(known, (now) => now || props.onBack(), { defer: true }));
  const view = createMemo(() => viewOf(field()));
  const [draft, setDraft] = createSignal<unknown>(view().draft?.(null, field()) ?? null);
  const value = (): unknown => view().read?.(draft(), field()) ?? draft();
  const mayClear = (): boolean => !field().required;
  return (
    <Show
      when={view().Picker}
      fallback={
        <form
          class="flex w-72 flex-col gap-3 p-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (mayClear() || !isEmptyValue(value())) props.onSet(value());
          }}
        >
          <LabelledField label={field().label} help={mayClear() ? 'Left empty, it is cleared.' : undefined}>
            {(control) => (
              <Dynamic
                component={view().Input}
                {...control}
                autofocus
                field={field()}
                definition={screen.definition}
                value={draft()}
                onChange={setDraft}
              />
            )}
          </LabelledField>
          <div class="flex justify-end gap-2">
            <Button small variant="quiet" onClick={() => props.onBack()}>
              Back
            </Button>
            <Button small variant="primary" type="submit" disabled={!mayClear() && isEmptyValue(value())}>
              Change {props.words}
            </Button>
          </div>
        </form>
      }
    >
      {(picker) => <Dynamic component={picker()} field={field()} value={undefined} onPick={props.onSet} />}
    </Show>
  );
};
