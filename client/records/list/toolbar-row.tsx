import X from 'lucide-solid/icons/x';
import { Show, type JSX } from 'solid-js';
import { cls } from '#client/components/class.ts';
import { formatNumber } from '#client/lib/format.ts';

type ToolbarRowProps = {
  /** The parts that the list is divided into. */
  tabs?: JSX.Element;
  /** Few things stand beside the tabs, and on a phone they do so, too. */
  short?: boolean;
  /** The order, and the filters. */
  children: JSX.Element;
};

/** The second row of every list's toolbar: a tab for each part of it, then its order and its filters. */
export const ToolbarRow = (props: ToolbarRowProps): JSX.Element => (
  // As the window is wide, not as the list is: a record that opens beside it moves nothing under the pointer.
  <div
    class={cls(
      'flex gap-x-4 gap-y-1 lg:flex-row lg:items-center lg:justify-start',
      props.short ? 'flex-row items-center justify-between' : 'flex-col-reverse',
    )}
  >
    {props.tabs}
    <div
      class={cls(
        'flex min-w-0 items-center gap-1.5 empty:hidden [scrollbar-width:none] lg:-mr-4 lg:ml-0 lg:min-w-40 lg:flex-1 lg:overflow-x-auto lg:[mask-image:linear-gradient(to_right,black_calc(100%-2rem),transparent)] lg:pr-8 lg:pb-1 lg:pl-0.5',
        !props.short && '-mx-3 flex-none overflow-x-auto px-3 pb-1 sm:-mx-4 sm:px-4',
      )}
      // A mouse's wheel turns one way only; the last of the filters must not need Shift.
      onWheel={(event) => {
        if (event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY;
      }}
    >
      {props.children}
    </div>
  </div>
);

/** The parts of a list side by side; `label` is by what it is divided. */
export const Tabs = (props: { label: string; children: JSX.Element }): JSX.Element => (
  <div
    class="-mx-3 flex min-w-0 gap-1 overflow-x-auto px-1 [scrollbar-width:none] sm:-mx-4 sm:px-2 lg:mr-0 lg:pr-0"
    role="group"
    aria-label={props.label}
  >
    {props.children}
  </div>
);

type TabProps = { label: string; count: number | undefined; on: boolean; onShow: () => void };

/** One part, with how many records are in it; undefined while that is not known. */
export const Tab = (props: TabProps): JSX.Element => (
  <button
    type="button"
    aria-pressed={props.on}
    class={cls(
      'focus-inset relative flex h-9 flex-none items-center gap-1.5 px-2 text-row whitespace-nowrap touch:h-11',
      props.on
        ? 'font-semibold text-ink after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-accent'
        : 'text-muted hover:text-ink',
    )}
    onClick={() => props.onShow()}
  >
    {props.label}
    <span class="tabular min-w-4 text-small font-normal text-faint">
      {props.count === undefined ? '' : formatNumber(props.count)}
    </span>
  </button>
);

/** A filter that is set, in words, and the way to remove it. */
export const SetFilter = (props: { label: string; value: string; onRemove: () => void }): JSX.Element => (
  <span class="flex flex-none items-center rounded-control border border-accent bg-accent-soft pl-2 text-row">
    <span>{props.label}</span>
    <Show when={props.value}>
      <span class="max-w-52 truncate pl-1 font-semibold text-accent-strong">{props.value}</span>
    </Show>
    <RemoveFilter label={props.label} onRemove={() => props.onRemove()} />
  </span>
);

export const RemoveFilter = (props: { label: string; onRemove: () => void }): JSX.Element => (
  <button
    type="button"
    class="focus-inset mx-0.5 grid size-6 flex-none place-items-center rounded-small text-muted hover:text-ink touch:size-11"
    aria-label={`Remove the filter on ${props.label.toLowerCase()}`}
    onClick={() => props.onRemove()}
  >
    <X size={14} />
  </button>
);
