import { For, Show, createMemo, createSignal, createUniqueId, type JSX } from 'solid-js';
import { titleOf, type Collection } from '#shared/collection.ts';
import { referenceTo } from '#shared/fields/reference.ts';
import type { Filter } from '#shared/filter.ts';
import type { LinkedRecords, RefusalData } from '#shared/refusal.ts';
import { defaultSort } from '#shared/sort.ts';
import { Button } from '#client/components/button.tsx';
import { Dialog } from '#client/components/dialog.tsx';
import { LinkPicker } from '#client/fields/link-picker.tsx';
import { count } from '#client/lib/format.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { queryOf } from '#client/records/list/address.ts';
import { closeInUse, openInUse, type InUse } from './in-use.ts';

/** What stands in the way of a deletion or deactivation, how many of it, and the offer to move all of that elsewhere. */
export const InUseDialog = (): JSX.Element => (
  <Show when={openInUse()} keyed>
    {(inUse) => <Question inUse={inUse} />}
  </Show>
);

const Question = (props: { inUse: InUse }): JSX.Element => {
  const live = useLive();
  const fieldId = createUniqueId();
  const definition = createMemo(() => live.catalog().of(props.inUse.definition));
  const one = (): string => definition().label.one.toLowerCase();
  const name = createMemo(() => {
    const record = live.record(definition(), props.inUse.id);
    return record ? titleOf(definition(), record) : `This ${one()}`;
  });
  const [moveTo, setMoveTo] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  // What others do meanwhile changes what there is to move.
  const [refused, setRefused] = createSignal<RefusalData | null>(null);
  const error = (): RefusalData => refused() ?? props.inUse.error;
  const linked = (): readonly LinkedRecords[] => error().details?.linked ?? props.inUse.error.details?.linked ?? [];
  const canMove = (): boolean => error().details?.canMove ?? refused() !== null;
  const isDeletion = (): boolean => 'verb' in props.inUse.command && props.inUse.command.verb === 'delete';
  const move = async (): Promise<void> => {
    const to = moveTo();
    if (to === null || busy()) return;
    const { command, args, describe } = props.inUse;
    setBusy(true);
    const answer = await live.mutate(
      command,
      { ...args, moveTo: to },
      { ...(describe === undefined ? {} : { describe }) },
    );
    setBusy(false);
    if (answer.ok) closeInUse();
    else setRefused(answer.error);
  };
  return (
    <Dialog
      open
      onClose={closeInUse}
      title={`${name()} is in use`}
      footer={
        <>
          <Button onClick={closeInUse}>Cancel</Button>
          <Show when={canMove()}>
            <Button variant="danger" busy={busy()} disabled={moveTo() === null} onClick={() => void move()}>
              {isDeletion() ? 'Move and delete' : 'Move and make inactive'}
            </Button>
          </Show>
        </>
      }
    >
      <div class="flex flex-col gap-3 text-row">
        <ul class="flex flex-col gap-1">
          <For each={linked()}>{(entry) => <Linked entry={entry} of={definition()} id={props.inUse.id} />}</For>
        </ul>
        <Show
          when={canMove()}
          fallback={
            <p class="text-muted">You cannot move all of them from here. Change them first, or ask an admin.</p>
          }
        >
          <div class="flex flex-col gap-1">
            <label for={fieldId} class="font-medium">
              Move them to
            </label>
            <LinkPicker
              id={fieldId}
              to={definition()}
              label="Move them to"
              value={moveTo()}
              onChange={setMoveTo}
              without={[props.inUse.id]}
            />
            <p class="text-muted">
              They are moved, and then this {one()} is {isDeletion() ? 'deleted' : 'made inactive'}. One undo takes back
              all of it.
            </p>
          </div>
        </Show>
        <Show when={refused()}>
          {(refusal) => (
            <p role="alert" class="text-danger">
              {refusal().message}
            </p>
          )}
        </Show>
      </div>
    </Dialog>
  );
};

/** "17 leads at this clinic", as a link to their list where there is one. */
const Linked = (props: { entry: LinkedRecords; of: Collection; id: string }): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const definition = createMemo(() => live.catalog().named(props.entry.collection));
  const label = createMemo(() => {
    const known = definition();
    const [one, many] = known ? [known.label.one.toLowerCase(), known.label.many.toLowerCase()] : ['record', 'records'];
    const { count: number, others, field } = props.entry;
    const where = known?.fields[field]?.inUse ?? `linked to this ${props.of.label.one.toLowerCase()}`;
    const subject = number > 0 ? count(number, one, many) : `Some ${many}`;
    return `${subject} ${where}${others && number > 0 ? ', and others that you do not see' : ''}`;
  });
  const href = createMemo(() => {
    const known = definition();
    const field = known?.fields[props.entry.field];
    const path = workspace.hrefOf(props.entry.collection);
    if (!known || !field || path === null || props.entry.count === 0 || field.columns) return null;
    const filter: Filter = field.of
      ? { field: props.entry.field, op: 'eq', value: referenceTo(props.of, props.id) }
      : field.kind.isList
        ? { field: props.entry.field, op: 'has', value: [props.id] }
        : { field: props.entry.field, op: 'eq', value: props.id };
    return `${path}${queryOf(filter, defaultSort(known), known)}`;
  });
  return (
    <li>
      <Show when={href()} fallback={label()}>
        {(address) => (
          <a class="link-text" href={address()} onClick={closeInUse}>
            {label()}
          </a>
        )}
      </Show>
    </li>
  );
};
