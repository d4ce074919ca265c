import Pencil from 'lucide-solid/icons/pencil';
import X from 'lucide-solid/icons/x';
import { Show, createMemo, type JSX } from 'solid-js';
import { titleOf, type AnyRecord } from '#shared/collection.ts';
import { cls } from '#client/components/class.ts';
import { IconButton } from '#client/components/icon-button.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import type { ChildFields } from './child-fields.ts';
import { InlineField } from './inline-field.tsx';

type ChildRowProps = { record: AnyRecord; fields: ChildFields; onEdit: () => void; onDelete: () => void };

/** Not in its editor: what is being typed is no longer what was ticked. */
const struckWhereRead = '[&_[role=button]]:line-through';

/** One child: ticked, renamed and deleted in its place. The Delete key deletes it, too. */
export const ChildRow = (props: ChildRowProps): JSX.Element => {
  const { definition, live, send } = useRecordScreen();
  const mayUpdate = createMemo(() => live.can('update', definition, props.record));
  const mayDelete = createMemo(() => live.can('delete', definition, props.record));
  const name = (): string => titleOf(definition, props.record);
  const isTicked = (): boolean => props.fields.tick !== null && props.record[props.fields.tick.name] === true;
  const tick = (field: string, ticked: boolean): void => {
    void send(commandOf(definition, 'update'), props.record.id, { patch: { [field]: ticked } });
  };
  const remove = (): void => {
    // The record is gone with it, and its row.
    const { onDelete } = props;
    // It comes back where that is refused.
    void send(commandOf(definition, 'delete'), props.record.id).then(({ ok }) => ok || onDelete());
    onDelete();
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete' || !mayDelete() || !(event.target instanceof HTMLElement)) return;
    if (!event.target.matches('input[type=checkbox], [role=button]')) return;
    event.preventDefault();
    remove();
  };
  return (
    <div class="group -mx-2 flex items-start gap-2 rounded-control px-2 hover:bg-hover" onKeyDown={keys}>
      <Show when={props.fields.tick}>
        {(of) => (
          <label class="flex h-8 flex-none items-center pr-1 touch:h-11 touch:pr-2">
            <span class="sr-only">
              {of().field.label}: {name()}
            </span>
            <input
              type="checkbox"
              class="size-4 touch:size-5"
              checked={isTicked()}
              disabled={!mayUpdate()}
              onChange={(event) => {
                tick(of().name, event.currentTarget.checked);
                // Refused at once, nothing changes that would untick it.
                event.currentTarget.checked = isTicked();
              }}
            />
          </label>
        )}
      </Show>
      <div class={cls('min-w-0 flex-1', isTicked() && `text-muted ${mayUpdate() ? struckWhereRead : 'line-through'}`)}>
        <Show when={props.fields.title} fallback={<span class="block py-1.5 text-row touch:py-3">{name()}</span>}>
          {(of) => (
            <InlineField
              definition={definition}
              name={of().name}
              field={of().field}
              record={props.record}
              mayEdit={mayUpdate()}
              unlabelled
            />
          )}
        </Show>
      </div>
      <span class="flex h-8 flex-none items-center opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 touch:h-11 touch:opacity-100">
        <Show when={props.fields.hasMore && mayUpdate()}>
          <IconButton
            icon={Pencil}
            small
            class="touch:size-11"
            label={`Edit ${name()}`}
            onClick={() => props.onEdit()}
          />
        </Show>
        <Show when={mayDelete()}>
          <IconButton icon={X} small class="touch:size-11" label={`Delete ${name()}`} keys="Delete" onClick={remove} />
        </Show>
      </span>
    </div>
  );
};
