import { Show, createEffect, createMemo, on, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { fieldOf, type AnyRecord } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { AnchoredPopover } from '#client/components/popover.tsx';
import { viewOf } from '#client/fields/view-of.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';

/** A module's own choice of a field's value. It changes the record itself, and calls `onDone`. */
type OwnPicker<R extends AnyRecord> = Component<{ record: R; onDone: () => void }>;

/** By the field's name; a field that has none is picked as its kind is. */
export type OwnPickers<R extends AnyRecord> = { readonly [field: string]: OwnPicker<R> };

type PickerLayerProps<R extends AnyRecord> = { own: OwnPickers<R> | undefined };

/** One floating list for all rows and the open record: a menu in every cell of a long list would slow down scrolling. */
export const PickerLayer = <R extends AnyRecord>(props: PickerLayerProps<R>): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const record = createMemo((): AnyRecord | null | undefined => {
    const id = screen.picking()?.id;
    return id === undefined ? null : live.record(screen.definition, id);
  });
  const close = (): void => {
    const anchor = screen.picking()?.anchor;
    screen.pick(null);
    // Where the list hung is where the keyboard goes on.
    queueMicrotask(() => anchor?.isConnected && anchor.focus({ preventScroll: true }));
  };
  /** The tenant retired the field meanwhile. */
  const isRetired = createMemo(() => {
    const now = screen.picking();
    return now !== null && !fieldOf(screen.definition, now.field);
  });
  createEffect(
    on([record, isRetired], ([found, retired]) => (found === null || retired) && screen.picking() && close(), {
      defer: true,
    }),
  );
  return (
    <Show when={screen.picking()} keyed>
      {(now) => (
        <Show when={fieldOf(screen.definition, now.field)}>
          {(field) => (
            <AnchoredPopover label={field().label} anchor={() => now.anchor} open onClose={close} keepFocus class="p-1">
              <Show when={record()}>
                {(known) => (
                  <Show
                    when={props.own?.[now.field]}
                    fallback={<PickByKind name={now.field} field={field()} record={known()} onDone={close} />}
                  >
                    {(picker) => <Dynamic component={picker()} record={known() as R} onDone={close} />}
                  </Show>
                )}
              </Show>
            </AnchoredPopover>
          )}
        </Show>
      )}
    </Show>
  );
};

type PickByKindProps = { name: string; field: Field; record: AnyRecord; onDone: () => void };

const PickByKind = (props: PickByKindProps): JSX.Element => {
  const screen = useRecordScreen();
  const { send } = screen;
  const pick = (value: unknown): void => {
    const { name, record } = props;
    if (value !== record[name])
      void send(commandOf(screen.definition, 'update'), record.id, { patch: { [name]: value } });
    props.onDone();
  };
  return (
    <Dynamic
      component={viewOf(props.field).Picker}
      field={props.field}
      value={props.record[props.name]}
      onPick={pick}
    />
  );
};
