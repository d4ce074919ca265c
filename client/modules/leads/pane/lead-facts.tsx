import { For, Show, createMemo, createSignal, type JSX } from 'solid-js';
import { fieldOf } from '#shared/collection.ts';
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
  names: readonly (keyof typeof leads.fields)[];
  title: string;
  /** Empty ones are left out until asked for. */ brief?: boolean;
};

/** Facts that are read, and changed where they stand: Enter or F2, Esc, Tab. */
export const LeadFacts = (props: LeadFactsProps): JSX.Element => {
  const desk = useDesk();
  const [all, setAll] = createSignal(false);
  const mayUpdate = createMemo(() => desk.live.can('update', leads, props.lead));
  const fields = createMemo(() =>
    props.names.flatMap((name): { name: string; field: Field }[] => {
      const field = fieldOf(leads, name);
      return field ? [{ name, field }] : [];
    }),
  );
  const shown = createMemo(() =>
    fields().filter(({ name }) => !props.brief || all() || !isEmptyValue(props.lead[name as keyof Lead])),
  );
  return (
    <section class="border-b border-line px-3 py-3 sm:px-5" aria-label={props.title}>
      <h3 class="pb-1 text-small font-semibold text-faint">{props.title}</h3>
      <For each={shown()}>
        {({ name, field }) => (
          <InlineField
            definition={leads}
            name={name}
            field={field}
            record={props.lead}
            mayEdit={mayUpdate() && !field.readOnly}
            action={false}
            describe={describeChange(props.lead, `${inSentence(field.label)} changed`)}
          />
        )}
      </For>
      <Show when={shown().length < fields().length && mayUpdate()}>
        <button
          type="button"
          class="mt-1 h-6 rounded-small px-1 text-small text-faint hover:bg-hover hover:text-ink touch:h-11"
          onClick={() => setAll(true)}
        >
          +{' '}
          {fields()
            .filter((field) => !shown().includes(field))
            .map(({ field }) => field.label.toLowerCase())
            .join(', ')}
        </button>
      </Show>
    </section>
  );
};
