import { Show, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { Button } from '#client/components/button.tsx';
import { FieldValue } from '#client/records/field-value.tsx';

type ConflictChoiceProps = {
  definition: Collection;
  field: Field;
  mine: unknown;
  theirs: unknown;
  by: string | null;
  onMine: () => void;
  onTheirs: () => void;
};

/** Both values side by side. Nothing is lost until one of them is chosen. */
export const ConflictChoice = (props: ConflictChoiceProps): JSX.Element => (
  <div
    class="tone-amber flex flex-col gap-2 rounded-control border border-line-strong bg-surface p-3"
    role="group"
    aria-label={`${props.field.label}: two values`}
  >
    <p class="text-row">
      <Show when={props.by} fallback="Somebody">
        {(name) => <strong class="font-semibold">{name()}</strong>}
      </Show>{' '}
      changed {props.field.label.toLowerCase()} while you were editing it.
    </p>
    <dl class="grid grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-1 text-row">
      <dt class="text-muted">Yours</dt>
      <dd class="min-w-0">
        <FieldValue definition={props.definition} field={props.field} value={props.mine} full />
      </dd>
      <dt class="text-muted">Theirs</dt>
      <dd class="min-w-0">
        <FieldValue definition={props.definition} field={props.field} value={props.theirs} full />
      </dd>
    </dl>
    <div class="flex gap-2">
      <Button small variant="primary" onClick={() => props.onMine()}>
        Use mine
      </Button>
      <Button small onClick={() => props.onTheirs()}>
        Keep theirs
      </Button>
    </div>
  </div>
);
