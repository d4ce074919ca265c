import { createMemo, createSignal, type JSX } from 'solid-js';
import { titleOf } from '#shared/collection.ts';
import type { LinkRule } from '#shared/transaction.ts';
import { Button } from '#client/components/button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { LinkPicker } from '#client/fields/link-picker.tsx';
import type { Live } from '#client/live/types.ts';
import { useRecordScreen, type RecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import type { BulkProps } from './bulk-bar.tsx';

/** The links to a record that are moved with it, or stand in the way, as it is made inactive; of those that this person sees. */
export const linksHeld = (live: Live, definition: RecordScreen['definition']): readonly LinkRule[] =>
  live
    .catalog()
    .rules.linksTo(definition)
    .filter(({ onDeactivate, collection }) => onDeactivate !== 'keep' && live.can('view', collection));

const namesOf = (rules: readonly LinkRule[]): string =>
  [...new Set(rules.map(({ collection }) => collection.label.many.toLowerCase()))].join(' and ');

type MakeInactiveProps = Pick<BulkProps, 'ids' | 'words' | 'run'> & { onDone: () => void; onBack: () => void };

/** Asks, before several records are made inactive, where what they hold is moved to, as is asked for one. */
export const MakeInactive = (props: MakeInactiveProps): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const [moveTo, setMoveTo] = createSignal<string | null>(null);
  const one = (): string => screen.definition.label.one.toLowerCase();
  const held = createMemo(() => linksHeld(live, screen.definition));
  const refusing = createMemo(() => held().filter(({ onDeactivate }) => onDeactivate === 'refuse'));
  const help = (): string => {
    const first = `Their ${namesOf(held())} are moved there.`;
    return refusing().length > 0
      ? `${first} Left empty, a ${one()} that still has ${namesOf(refusing())} stays active.`
      : `${first} Left empty, they stay as they are.`;
  };
  const give = (): void => {
    const { definition } = screen;
    const { active } = definition;
    const to = moveTo();
    if (active === undefined) return;
    const target = to === null ? null : live.record(definition, to);
    const what = target ? `inactive, ${namesOf(held())} moved to ${titleOf(definition, target)}` : 'inactive';
    props.run(
      commandOf(definition, 'update'),
      (id) => ({ id, patch: { [active]: false }, ...(to === null ? {} : { moveTo: to }) }),
      what,
    );
    props.onDone();
  };
  return (
    <form
      class="flex w-80 flex-col gap-3 p-2"
      onSubmit={(event) => {
        event.preventDefault();
        give();
      }}
    >
      <LabelledField label="Move what they hold to" help={help()}>
        {(control) => (
          <LinkPicker
            {...control}
            small
            autofocus
            to={screen.definition}
            placeholder={`Choose another ${one()}`}
            value={moveTo()}
            onChange={setMoveTo}
            without={props.ids()}
          />
        )}
      </LabelledField>
      <div class="flex justify-end gap-2">
        <Button small variant="quiet" onClick={() => props.onBack()}>
          Back
        </Button>
        <Button small variant="danger" type="submit">
          {moveTo() === null ? `Make ${props.words} inactive` : 'Move and make inactive'}
        </Button>
      </div>
    </form>
  );
};
