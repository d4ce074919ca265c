import Plus from 'lucide-solid/icons/plus';
import { Show, createSignal, createUniqueId, type JSX } from 'solid-js';
import { v7 } from 'uuid';
import type { Patch } from '#shared/collection.ts';
import { InvalidValue } from '#shared/fields/field.ts';
import type { RefusalData } from '#shared/refusal.ts';
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
};

/** The line below a list of children: Enter adds what is typed, and waits for the next. Pasted lines become one each. */
export const AddChild = (props: AddChildProps): JSX.Element => {
  const { definition, live, send } = useRecordScreen();
  const [text, setText] = createSignal('');
  const [error, setError] = createSignal<string>();
  const noteId = createUniqueId();
  const one = definition.label.one.toLowerCase();

  const valuesOf = (typed: string): Patch | null => {
    try {
      return { ...props.values, [props.title.name]: readTyped(typed, props.title.field).value };
    } catch (thrown) {
      if (!(thrown instanceof InvalidValue)) throw thrown;
      setError(`${props.title.field.label} ${thrown.message}.`);
      return null;
    }
  };
  /** What was refused stands in the line again, unless something else is being typed there. */
  const refused =
    (typed: string) =>
    (refusal: RefusalData): boolean => {
      if (text() !== '') return false;
      setText(typed);
      setError(refusal.message);
      return true;
    };
  const add = (): void => {
    const typed = text().trim();
    if (typed === '') return;
    const values = valuesOf(typed);
    if (!values) return;
    setText('');
    // A person who may not delete could not undo it.
    const undo = live.can('delete', definition);
    void send(commandOf(definition, 'create'), v7(), values, { undo, onRefused: refused(typed) });
  };
  const addAll = async (all: readonly Patch[]): Promise<void> => {
    const describe = `${all.length} ${definition.label.many.toLowerCase()}`;
    const made = all.map((values) => ({ id: v7(), ...values }));
    const results = await live.mutateMany(commandOf(definition, 'create'), made, { describe }).results;
    const [first] = results.flatMap(({ answer }) => (answer.ok ? [] : [answer.error.message]));
    if (first) setError(first);
  };
  const paste = (event: ClipboardEvent): void => {
    const lines = (event.clipboardData?.getData('text') ?? '').split(/\r?\n/).map(lineOf).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    const all = lines.map(valuesOf);
    if (all.every((values): values is Patch => values !== null)) void addAll(all);
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
          ref={(element) => props.ref(element)}
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
    </form>
  );
};

/** A pasted line without the mark of a list before it: "- ", "* ", "[ ] ", "3. ". */
const lineOf = (line: string): string => line.trim().replace(/^(?:(?:[-*•]|\d{1,3}[.)])\s+)?(?:\[[ xX]?\]\s+)?/, '');
