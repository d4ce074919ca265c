import { Show, createSignal, type JSX } from 'solid-js';
import { importedWordsName, pathOfField } from '#shared/csv/imported-words.ts';
import type { DayOrderQuestion, ImportQuestion, WordQuestion } from '#shared/csv/imports.ts';
import type { DayOrder } from '#shared/written/day.ts';
import type { Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { Keyed } from '#client/components/keyed.tsx';
import { Select, type SelectOption } from '#client/components/select.tsx';
import { count } from '#client/lib/format.ts';
import { useLive } from '#client/live/live-context.tsx';
import { commandOf } from '#client/store/commands.ts';
import { addChoice, mayAddChoice } from './add-choice.ts';

type ImportQuestionsProps = {
  definition: Collection;
  questions: readonly ImportQuestion[];
  dayOrder: DayOrder | null;
  onDayOrder: (order: DayOrder) => void;
  /** What a word means was saved for everyone. */
  onWord: () => void;
};

const dayOrders: readonly SelectOption[] = [
  { value: 'dayMonth', label: 'Day first' },
  { value: 'monthDay', label: 'Month first' },
];

/** What the file does not say by itself: which of day and month comes first, and words that are none of a field's choices. */
export const ImportQuestions = (props: ImportQuestionsProps): JSX.Element => {
  const days = (): readonly DayOrderQuestion[] => props.questions.filter((one) => one.kind === 'dayOrder');
  const live = useLive();
  /** Those of which an answer is kept: by a person who may say so, about a field whose choices are the product's or the tenant's. */
  const words = (): readonly WordQuestion[] => {
    const known = live.catalog().named(importedWordsName);
    if (!known || !live.can('create', known)) return [];
    const fields = new Set(known.fields['field']?.choices?.map(({ value }) => value));
    return props.questions
      .filter((one) => one.kind === 'word')
      .filter(({ field }) => fields.has(pathOfField(props.definition, field)));
  };
  return (
    <Show when={days().length + words().length > 0}>
      <section aria-label="Questions about this file" class="tone-amber rounded-control bg-tone-soft px-3 py-2.5">
        <h3 class="text-subheading text-tone-ink">Please check</h3>
        <ul class="mt-1 flex flex-col gap-2">
          <Keyed each={days()} by={({ column }) => column}>
            {(question) => (
              <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-row">
                <span class="min-w-0">
                  Dates in “{question().column}”: is {question().examples[0]} written with the day or the month first?
                </span>
                <Select
                  small
                  label={`Dates in ${question().column}`}
                  options={dayOrders}
                  value={props.dayOrder ?? question().taken}
                  onChange={(order) => order && props.onDayOrder(order as DayOrder)}
                />
              </li>
            )}
          </Keyed>
          <Keyed each={words()} by={({ field, word }) => `${field} ${word}`}>
            {(question) => <Word definition={props.definition} question={question()} onSaved={props.onWord} />}
          </Keyed>
        </ul>
      </section>
    </Show>
  );
};

const leaveEmpty = '\u2205empty';
const create = '\u2205create';

const Word = (props: { definition: Collection; question: WordQuestion; onSaved: () => void }): JSX.Element => {
  const live = useLive();
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const [chosen, setChosen] = createSignal<string | null>(null);
  const field = () => props.definition.fields[props.question.field];
  const options = (): SelectOption[] => [
    ...(field()?.choices ?? [])
      .filter(({ retired }) => !retired)
      .map(({ value, label, tone }) => ({ value, label, tone })),
    { value: leaveEmpty, label: field()?.default === undefined ? 'Leave empty' : 'Use the default' },
    ...(mayAddChoice(live, props.definition, props.question.field)
      ? [{ value: create, label: `Add “${props.question.word}” as a choice` }]
      : []),
  ];
  const save = async (): Promise<void> => {
    const means = chosen();
    const words = live.catalog().named(importedWordsName);
    if (means === null || !words) return;
    setBusy(true);
    setProblem(undefined);
    const { word, field: name } = props.question;
    const answer =
      means === create
        ? await addChoice(live, props.definition, name, word)
        : await live.mutate(commandOf(words, 'create'), {
            word,
            field: pathOfField(props.definition, name),
            meaning: means === leaveEmpty ? null : means,
          });
    setBusy(false);
    if (answer.ok) props.onSaved();
    else setProblem(answer.error.message);
  };
  return (
    <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-row">
      <span class="min-w-0">
        {field()?.label}: what does “{props.question.word}” mean?{' '}
        <span class="text-muted">{count(props.question.rows, 'row', 'rows')}</span>
      </span>
      <span class="flex items-center gap-1.5">
        <Select
          small
          label={`${props.question.word} means`}
          placeholder="Choose"
          options={options()}
          value={chosen()}
          onChange={setChosen}
        />
        <Button small disabled={chosen() === null} busy={busy()} onClick={() => void save()}>
          Save
        </Button>
      </span>
      <Show when={problem()}>
        {(message) => (
          <p role="alert" class="w-full text-danger">
            {message()}
          </p>
        )}
      </Show>
    </li>
  );
};
