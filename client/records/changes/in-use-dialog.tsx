import ChevronRight from 'lucide-solid/icons/chevron-right';
import { For, Show, createMemo, createSignal, createUniqueId, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { titleOf, type Collection, type Patch } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { LinkedRecords, RefusalData } from '#shared/refusal.ts';
import { defaultSort } from '#shared/sort.ts';
import { Button } from '#client/components/button.tsx';
import { iconOf } from '#client/components/collection-icon.ts';
import { Dialog } from '#client/components/dialog.tsx';
import { LinkPicker } from '#client/fields/link-picker.tsx';
import { count } from '#client/lib/format.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import type { Live } from '#client/live/types.ts';
import { queryOf } from '#client/records/list/address.ts';
import { refusalOf } from '#client/lib/rest.ts';
import { askInUse, closeInUse, openInUse, settleInUse, type InUse } from './in-use.ts';
import { canMoveMany } from './can-move-many.ts';
import { largeLinks, movePointing } from './move-pointing.ts';
import { countPointing, isRefusedBy, pointingFilter } from './pointing.ts';

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
  /** Another refusal than that they are in use says nothing of this. */
  const canMove = (): boolean => {
    const { canMove: may, tooMany } = (error().details?.linked ? error() : props.inUse.error).details ?? {};
    return may === true || (tooMany === true && areMovable());
  };
  /** Of what is more than one change moves, whether it can be moved from here: else that is said before one chooses where to. */
  const areMovable = createMemo(() => largeLinks(linked()).every((link) => canMoveMany(live.catalog(), link)));
  const whyNot = (): string => {
    if (areMovable()) return 'You cannot move all of them from here. Change them first, or ask an admin.';
    const isOffered = isDeletion() && definition().active && !isRefusedBy(live, definition(), linked());
    const instead = isOffered ? ` Or make this ${one()} inactive: they keep it then.` : '';
    return `They are too many to be moved from here. Change them first.${instead}`;
  };
  const isDeletion = (): boolean => 'verb' in props.inUse.command && props.inUse.command.verb === 'delete';
  const send = async (more: Patch): Promise<void> => {
    setBusy(true);
    const answer = await props.inUse.run(more);
    setBusy(false);
    if (answer.ok) settleInUse(answer);
    else setRefused(answer.error);
  };
  const moveMany = async (large: readonly LinkedRecords[], to: string): Promise<void> => {
    const { command, args, id, describe } = props.inUse;
    const what = `${name()} ${isDeletion() ? 'deleted' : 'made inactive'}`;
    const move = { of: definition(), id, moveTo: to, last: { command, args }, describe: describe ?? what };
    setBusy(true);
    try {
      // Read before it is begun; how it goes is shown where all acts over many records are.
      const act = await movePointing(live, large, move);
      settleInUse(act.done);
    } catch (thrown) {
      setRefused(refusalOf(thrown).toJSON());
    }
    setBusy(false);
  };
  const move = (): void => {
    const to = moveTo();
    if (to === null || busy()) return;
    const large = largeLinks(linked());
    void (large.length > 0 ? moveMany(large, to) : send({ moveTo: to }));
  };
  return (
    <Dialog
      open
      onClose={closeInUse}
      title={`${name()} is in use`}
      footer={
        <>
          <Button onClick={closeInUse}>Cancel</Button>
          <Show when={props.inUse.mayStay}>
            <Button disabled={busy()} onClick={() => void send({})}>
              Only make inactive
            </Button>
          </Show>
          <Show when={canMove()}>
            <Button variant="danger" busy={busy()} disabled={moveTo() === null} onClick={move}>
              {isDeletion() ? 'Move and delete' : 'Move and make inactive'}
            </Button>
          </Show>
        </>
      }
    >
      <div class="flex flex-col gap-4 text-row">
        <ul class="divide-y divide-line overflow-hidden rounded-control border border-line">
          <For each={linked()}>{(entry) => <Linked entry={entry} of={definition()} id={props.inUse.id} />}</For>
        </ul>
        <Show when={canMove()} fallback={<p class="text-muted">{whyNot()}</p>}>
          <div class="flex flex-col gap-1.5">
            <label for={fieldId} class="font-medium">
              Move them to
            </label>
            <LinkPicker
              id={fieldId}
              to={definition()}
              label="Move them to"
              placeholder={`Choose another ${one()}`}
              value={moveTo()}
              onChange={setMoveTo}
              without={[props.inUse.id]}
            />
            <p class="text-small text-muted">
              They are moved, then this {one()} is {isDeletion() ? 'deleted' : 'made inactive'}. One undo takes it all
              back.
              <Show when={props.inUse.mayStay}> Otherwise they stay as they are.</Show>
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
  const number = createMemo(() => {
    const known = definition();
    const [one, many] = known ? [known.label.one.toLowerCase(), known.label.many.toLowerCase()] : ['record', 'records'];
    return props.entry.count > 0 ? count(props.entry.count, one, many) : `Some ${many}`;
  });
  const where = createMemo(() => {
    const { count: seen, others, field } = props.entry;
    const what = definition()?.fields[field]?.inUse ?? `linked to this ${props.of.label.one.toLowerCase()}`;
    return `${what}${others && seen > 0 ? ', and others that you do not see' : ''}`;
  });
  const href = createMemo(() => {
    const known = definition();
    const path = workspace.hrefOf(props.entry.collection);
    if (!known || path === null || props.entry.count === 0) return null;
    const filter = pointingFilter({ collection: known, field: props.entry.field }, props.of, props.id);
    return filter && `${path}${queryOf(filter, defaultSort(known), known)}`;
  });
  const what = (): JSX.Element => (
    <>
      <Show when={definition()}>
        {(known) => <Dynamic component={iconOf(known())} size={16} class="flex-none text-faint" />}
      </Show>
      <span class="min-w-0 flex-1">
        <span class="tabular font-medium">{number()}</span> <span class="text-muted">{where()}</span>
      </span>
    </>
  );
  return (
    <li>
      <Show when={href()} fallback={<span class="flex min-h-10 items-center gap-2.5 px-3 py-2">{what()}</span>}>
        {(address) => (
          <a
            class="flex min-h-10 items-center gap-2.5 px-3 py-2 hover:bg-hover touch:min-h-11"
            href={address()}
            onClick={closeInUse}
          >
            {what()}
            <ChevronRight size={14} class="flex-none text-faint" />
          </a>
        )}
      </Show>
    </li>
  );
};

/**
 * Asks, before something is made inactive, whether what it holds is to be moved. Resolves with the answer to what was done;
 * null where it holds nothing. Throws the `Refusal` of what could not be counted.
 */
export const offerMoveBefore = async (live: Live, inUse: Omit<InUse, 'error'>): Promise<MutationAnswer | null> => {
  const { definition, id } = inUse;
  const linked = await countPointing(live, definition, id);
  if (linked.length === 0) return null;
  const error: RefusalData = { code: 'IN_USE', message: 'It is in use.', details: { linked, canMove: true } };
  return askInUse({ ...inUse, error, mayStay: !isRefusedBy(live, definition, linked) });
};
