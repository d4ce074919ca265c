import Pencil from 'lucide-solid/icons/pencil';
import Plus from 'lucide-solid/icons/plus';
import { For, Show, createSignal, createUniqueId, type JSX } from 'solid-js';
import { v7 } from 'uuid';
import type { Patch } from '#shared/collection.ts';
import { InvalidValue } from '#shared/fields/field.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { Button } from '#client/components/button.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { count } from '#client/lib/format.ts';
import { undoOfCreation } from '#client/records/changes/undo-of-creation.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import type { NamedField } from './child-fields.ts';
import { readTyped } from './read-typed.ts';

type AddChildProps = {
  title: NamedField;
  /** What makes it a child of the record. */
  values: Patch;
  ref: (element: HTMLInputElement) => void;
  /** The arrow out of the empty line, to the last row. */
  onUp: () => void;
  /** What is typed here is to be seen, also in a list that stands still. */
  onAdded: () => void;
};

/** A pasted line that was not added, and why. */
type LeftOut = { readonly line: string; readonly message: string };

/** The line below a list of children: Enter adds what is typed, and waits for the next. Pasted lines become one each. */
export const AddChild = (props: AddChildProps): JSX.Element => {
  const { definition, live, send } = useRecordScreen();
  const [text, setText] = createSignal('');
  const [error, setError] = createSignal<string>();
  const noteId = createUniqueId();
  let input!: HTMLInputElement;
  const one = definition.label.one.toLowerCase();

  const [leftOut, setLeftOut] = createSignal<readonly LeftOut[]>([]);

  /** What a line is to become, or what is wrong with it. */
  const valuesOf = (line: string): Patch | InvalidValue => {
    try {
      return { ...props.values, [props.title.name]: readTyped(line, props.title.field).value };
    } catch (thrown) {
      if (thrown instanceof InvalidValue) return thrown;
      throw thrown;
    }
  };
  const messageOf = (invalid: InvalidValue): string => `${props.title.field.label} ${invalid.message}.`;
  /** What was refused stands in the line again, unless something else is being typed there. */
  const refused =
    (typed: string) =>
    (refusal: RefusalData): boolean => {
      // Its row goes, and is not to stay as an empty place.
      props.onAdded();
      if (text() !== '') return false;
      setText(typed);
      setError(refusal.message);
      return true;
    };
  const add = (): void => {
    const typed = text().trim();
    if (typed === '') return;
    const values = valuesOf(typed);
    if (values instanceof InvalidValue) return void setError(messageOf(values));
    setText('');
    const undo = undoOfCreation(live, definition);
    void send(commandOf(definition, 'create'), v7(), values, { undo, onRefused: refused(typed) });
    props.onAdded();
  };
  /** One each; a line that is refused stays below, with the reason. */
  const addAll = async (lines: readonly string[]): Promise<void> => {
    const read = lines.map((line) => ({ line, values: valuesOf(line) }));
    const good = read.flatMap(({ line, values }) => (values instanceof InvalidValue ? [] : [{ line, values }]));
    const invalid = read.flatMap(({ line, values }) =>
      values instanceof InvalidValue ? [{ line, message: messageOf(values) }] : [],
    );
    setLeftOut((before) => [...before, ...invalid]);
    if (good.length === 0) return;
    const describe = count(good.length, one, definition.label.many.toLowerCase());
    const made = good.map(({ values }) => ({ id: v7(), ...values }));
    const results = await live.mutateMany(commandOf(definition, 'create'), made, { describe }).results;
    props.onAdded();
    const refusals = results.map(({ answer }) => (answer.ok ? null : answer.error.message));
    setLeftOut((before) => [
      ...before,
      ...good.flatMap(({ line }, at): LeftOut[] => (refusals[at] ? [{ line, message: refusals[at] }] : [])),
    ]);
  };
  const paste = (event: ClipboardEvent): void => {
    const lines = (event.clipboardData?.getData('text') ?? '').split(/\r?\n/).map(lineOf).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    void addAll(lines);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowUp' && text() === '') {
      event.preventDefault();
      props.onUp();
    } else if (event.key === 'Escape' && text() !== '') {
      event.stopPropagation();
      event.preventDefault();
      setText('');
      setError(undefined);
    }
  };
  return (
    <form
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <div class="-mx-2 flex h-8 items-center gap-3 rounded-control px-2 touch:gap-4 focus-within:outline-2 focus-within:-outline-offset-2 focus-within:outline-focus hover:bg-hover touch:h-11">
        <Plus size={16} aria-hidden="true" class="flex-none text-faint touch:size-5" />
        <input
          ref={(element) => {
            input = element;
            props.ref(element);
          }}
          type="text"
          autocomplete="off"
          enterkeyhint="done"
          class="min-w-0 flex-1 bg-transparent text-row outline-none placeholder:text-faint touch:text-form"
          placeholder={`Add a ${one}`}
          aria-label={`Add a ${one}`}
          aria-invalid={error() ? true : undefined}
          aria-describedby={error() ? noteId : undefined}
          value={text()}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setError(undefined);
          }}
          onKeyDown={keys}
          onPaste={paste}
        />
      </div>
      <Show when={error()}>
        {(message) => (
          <p id={noteId} role="alert" class="pt-1 text-small text-danger">
            {message()}
          </p>
        )}
      </Show>
      <Show when={leftOut().length > 0}>
        <LeftOutLines
          lines={leftOut()}
          one={one}
          onEdit={(left) => {
            // What stood in the field changes places with it.
            const typed = text().trim();
            const others = leftOut().filter((one) => one !== left);
            setLeftOut(typed === '' ? others : [...others, { line: typed, message: 'Not added yet.' }]);
            setText(left.line);
            setError(left.message);
            input.focus();
          }}
          onAgain={() => {
            const lines = leftOut().map(({ line }) => line);
            setLeftOut([]);
            input.focus();
            void addAll(lines);
          }}
          onDrop={() => {
            setLeftOut([]);
            input.focus();
          }}
        />
      </Show>
    </form>
  );
};

type LeftOutProps = {
  lines: readonly LeftOut[];
  one: string;
  /** Brings a line back to where it can be put right. */
  onEdit: (left: LeftOut) => void;
  onAgain: () => void;
  onDrop: () => void;
};

const LeftOutLines = (props: LeftOutProps): JSX.Element => (
  <div class="mt-2 rounded-control border border-line bg-sunken p-2">
    <p role="alert" class="text-small text-danger">
      {count(props.lines.length, 'line was', 'lines were')} not added.
    </p>
    <ul class="max-h-40 overflow-y-auto py-1 text-row">
      <For each={props.lines}>
        {(left) => (
          <li class="flex items-start gap-2 py-0.5">
            <span class="min-w-0 flex-1 break-words">
              {left.line} <span class="text-small text-muted">{left.message}</span>
            </span>
            <IconButton
              icon={Pencil}
              small
              class="touch:size-11"
              label={`Edit ${left.line}`}
              onClick={() => props.onEdit(left)}
            />
          </li>
        )}
      </For>
    </ul>
    <div class="flex gap-2">
      <Button small onClick={() => props.onAgain()}>
        Try again
      </Button>
      <Button small variant="quiet" onClick={() => props.onDrop()}>
        Drop {props.lines.length === 1 ? `this ${props.one}` : 'them'}
      </Button>
    </div>
  </div>
);

/** A pasted line without the mark of a list before it: "- ", "* ", "[ ] ", "3. ". */
const lineOf = (line: string): string => line.trim().replace(/^(?:(?:[-*•]|\d{1,3}[.)])\s+)?(?:\[[ xX]?\]\s+)?/, '');
