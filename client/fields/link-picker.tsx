import ChevronsUpDown from 'lucide-solid/icons/chevrons-up-down';
import X from 'lucide-solid/icons/x';
import {
  For,
  Show,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  onCleanup,
  onMount,
  type JSX,
} from 'solid-js';
import { titleOf, type Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { defaultSort } from '#shared/sort.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { ListQuery } from '#client/store/types.ts';
import { byTitle } from '#client/components/by-title.ts';
import { cls } from '#client/components/class.ts';
import type { ControlProps } from '#client/components/control.ts';
import { AnchoredPopover } from '#client/components/popover.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';

type LinkPickerProps = ControlProps & {
  /** Of which collection. */
  to: Collection;
  value: string | null;
  onChange: (id: string | null) => void;
  placeholder?: string | undefined;
  /** Only these are offered. */
  filter?: Filter | undefined;
  /** Not offered: those already chosen. */
  without?: readonly string[] | undefined;
  defaultOpen?: boolean | undefined;
  onClose?: (() => void) | undefined;
  class?: string | undefined;
};

const mostShown = 30;

/** A person who left, or a clinic that closed, is still shown where chosen, but no longer offered. */
const stillActive = (definition: Collection): Filter[] =>
  definition.active ? [{ field: definition.active, op: 'eq', value: true }] : [];

/** One record of another collection, found by typing. */
export const LinkPicker = (props: LinkPickerProps): JSX.Element => {
  const live = useLive();
  const listId = createUniqueId();
  const [open, setOpen] = createSignal(false);
  const [typed, setTyped] = createSignal('');
  const [search, setSearch] = createSignal('');
  const [active, setActive] = createSignal(0);
  let anchor!: HTMLDivElement;
  let input!: HTMLInputElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const chosen = createMemo(() => (props.value ? live.record(props.to, props.value) : null));
  const title = (id: string): string | null => {
    const record = live.record(props.to, id);
    return record ? titleOf(props.to, record) : null;
  };
  const list = live.list((): ListQuery | null => {
    if (!open()) return null;
    const parts: Filter[] = [
      ...stillActive(props.to),
      ...(props.filter ? [props.filter] : []),
      ...(search() ? [{ search: search() }] : []),
    ];
    return { collection: props.to, filter: { all: parts }, sort: defaultSort(props.to) };
  });
  const options = createMemo(() =>
    byTitle(
      list.ids().filter((id) => !props.without?.includes(id)),
      title,
      typed(),
    ).slice(0, mostShown),
  );
  createEffect(() => {
    search();
    setActive(0);
  });
  /** What is offered answers what is typed, not what was typed before. */
  const settled = (): boolean => typed().trim() === search() && list.ready();
  const [chooseFirst, setChooseFirst] = createSignal(false);
  createEffect(() => {
    if (!chooseFirst() || !settled()) return;
    setChooseFirst(false);
    const [first] = options();
    if (first) choose(first);
  });

  const close = (): void => {
    if (!open()) return;
    setOpen(false);
    setChooseFirst(false);
    clearTimeout(timer);
    setTyped('');
    setSearch('');
    props.onClose?.();
  };
  const choose = (id: string | null): void => {
    if (id !== props.value) props.onChange(id);
    close();
  };
  const type = (text: string): void => {
    setTyped(text);
    setChooseFirst(false);
    setOpen(true);
    clearTimeout(timer);
    timer = setTimeout(() => setSearch(text.trim()), 120);
  };
  const move = (by: number): void => {
    const length = options().length;
    if (length > 0) setActive((active() + by + length) % length);
    document.getElementById(`${listId}-${active()}`)?.scrollIntoView({ block: 'nearest' });
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (open()) move(event.key === 'ArrowDown' ? 1 : -1);
      else setOpen(true);
    } else if (event.key === 'Enter' && open()) {
      event.preventDefault();
      event.stopPropagation();
      const id = options()[active()];
      if (settled()) {
        if (id) choose(id);
      } else {
        // Quicker than the search: what it finds is chosen when it is there.
        clearTimeout(timer);
        setSearch(typed().trim());
        setChooseFirst(true);
      }
    } else if (event.key === 'Escape' && open()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab' && open()) {
      const id = options()[active()];
      if (id && typed() && settled()) choose(id);
      else close();
    }
  };
  onMount(() => {
    if (props.autofocus || props.defaultOpen) input.focus();
    if (props.defaultOpen) setOpen(true);
  });

  return (
    <>
      <div ref={(element) => (anchor = element)} class={cls('control', props.small && 'control-small', props.class)}>
        <input
          ref={(element) => (input = element)}
          id={props.id}
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={open()}
          aria-controls={open() ? listId : undefined}
          aria-activedescendant={open() && options().length > 0 ? `${listId}-${active()}` : undefined}
          aria-label={props.label}
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid || undefined}
          aria-required={props.required || undefined}
          autocomplete="off"
          spellcheck={false}
          class="min-w-0 flex-1 truncate bg-transparent outline-none"
          placeholder={
            open() && chosen()
              ? titleOf(props.to, chosen() ?? {})
              : (props.placeholder ?? `Find a ${props.to.label.one.toLowerCase()}`)
          }
          disabled={props.disabled}
          value={open() ? typed() : props.value ? (title(props.value) ?? '') : ''}
          onInput={(event) => type(event.currentTarget.value)}
          onClick={() => setOpen(true)}
          onBlur={close}
          onKeyDown={keys}
        />
        <Show
          when={props.value && !props.required && !props.disabled}
          fallback={<ChevronsUpDown size={14} class="flex-none text-faint" />}
        >
          <button
            type="button"
            class="-my-1 -mr-1 grid size-6 flex-none place-items-center rounded-small text-faint hover:text-ink touch:-my-2 touch:-mr-2.5 touch:size-11"
            aria-label={`Clear ${props.label ?? props.to.label.one.toLowerCase()}`}
            onClick={() => {
              choose(null);
              input.focus();
            }}
          >
            <X size={14} />
          </button>
        </Show>
      </div>
      <AnchoredPopover
        label={props.to.label.many}
        anchor={() => anchor}
        open={open()}
        onClose={close}
        keepFocus
        sameWidth
        class="min-w-56 p-1"
      >
        <ul
          id={listId}
          role="listbox"
          aria-label={props.to.label.many}
          class="max-h-72 overflow-y-auto"
          onPointerDown={(event) => event.preventDefault()}
        >
          <For each={options()} fallback={<Nothing list={list} definition={props.to} search={search()} />}>
            {(id, index) => (
              <li
                id={`${listId}-${index()}`}
                role="option"
                aria-selected={id === props.value}
                data-active={index() === active() ? '' : undefined}
                class={cls('option', id === props.value && 'font-semibold')}
                onPointerMove={() => setActive(index())}
                onClick={() => choose(id)}
              >
                <span class="truncate">{title(id) ?? <Skeleton />}</span>
              </li>
            )}
          </For>
        </ul>
      </AnchoredPopover>
    </>
  );
};

type NothingProps = { list: ReturnType<ReturnType<typeof useLive>['list']>; definition: Collection; search: string };

const Nothing = (props: NothingProps): JSX.Element => (
  <li class="px-2 py-1.5 text-row text-muted" role="presentation">
    <Show
      when={props.list.error()}
      fallback={
        props.list.ready()
          ? `No ${props.definition.label.one.toLowerCase()} matches${props.search ? ` “${props.search}”` : ''}.`
          : 'Searching…'
      }
    >
      {(error) => error().message}
    </Show>
  </li>
);
