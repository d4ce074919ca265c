import { For, Show, createMemo, createSignal, type JSX } from 'solid-js';
import { fieldOf, type AnyRecord } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { leads } from '#shared/modules/leads.ts';
import { isEmptyValue } from '#client/records/field-value.tsx';
import { InlineField } from '#client/records/inline-field.tsx';
import type { Lead } from '#client/modules/leads/actions.ts';
import { inSentence } from './describe-activity.ts';
import { describeChange } from '#client/modules/leads/describe-change.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';

type LeadFactsProps = {
  lead: Lead;
  names: readonly string[];
  title: string;
  /** Empty ones are left out until asked for. */ brief?: boolean;
};

/** Facts that are read, and changed where they stand: Enter or F2, Esc, Tab. */
export const LeadFacts = (props: LeadFactsProps): JSX.Element => {
  const desk = useDesk();
  const [all, setAll] = createSignal(false);
  const mayUpdate = createMemo(() => desk.live.can('update', leads, props.lead));
  const known = new Map<string, Field>();
  // A field that is taken out of use is asked for once more on its way out.
  const fieldNamed = (name: string): Field => {
    const field = fieldOf(desk.definition(), name) ?? known.get(name);
    if (!field) throw new Error(`a lead has no field ${name}`);
    known.set(name, field);
    return field;
  };
  const shown = createMemo(() =>
    props.names.filter((name) => !props.brief || all() || !isEmptyValue((props.lead as AnyRecord)[name])),
  );
  return (
    <section class="border-b border-line px-3 py-3 sm:px-5" aria-label={props.title}>
      <h3 class="pb-1 text-small font-semibold text-faint">{props.title}</h3>
      <For each={shown()}>
        {(name) => (
          <InlineField
            definition={desk.definition()}
            name={name}
            field={fieldNamed(name)}
            record={props.lead}
            mayEdit={mayUpdate() && !fieldNamed(name).readOnly}
            action={false}
            describe={describeChange(props.lead, `${inSentence(fieldNamed(name).label)} changed`)}
          />
        )}
      </For>
      <Show when={shown().length < props.names.length && mayUpdate()}>
        <button
          type="button"
          class="mt-1 h-6 rounded-small px-1 text-small text-faint hover:bg-hover hover:text-ink touch:h-11"
          onClick={() => setAll(true)}
        >
          +{' '}
          {props.names
            .filter((name) => !shown().includes(name))
            .map((name) => fieldNamed(name).label.toLowerCase())
            .join(', ')}
        </button>
      </Show>
    </section>
  );
};
