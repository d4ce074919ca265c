import { Show, createMemo, onCleanup, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { leads } from '#shared/modules/leads.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { RecentEditMark } from '#client/modules/leads/recent-edit-mark.tsx';

export type RowProps = {
  lead: Lead;
  /** The keyboard is at this row: only its controls are in the Tab order. */
  current: boolean;
};

type LeadItemProps = {
  row: Component<RowProps>;
  card?: Component<{ lead: Lead }> | undefined;
  id: string;
  top: number;
  index: number;
  size: number;
  height: number;
  current: boolean;
  peeked: boolean;
  onCardHeight: (height: number) => void;
};

/** One lead's slot in the list, whatever its row looks like. */
export const LeadItem = (props: LeadItemProps): JSX.Element => {
  const desk = useDesk();
  const lead = createMemo(() => (props.index < 0 ? undefined : desk.live.record(leads, props.id)));
  const measure = (element: HTMLElement): void => {
    const watch = new ResizeObserver(
      ([entry]) => entry && props.onCardHeight(Math.ceil(entry.borderBoxSize[0]?.blockSize ?? 0)),
    );
    watch.observe(element);
    onCleanup(() => watch.disconnect());
  };
  return (
    <li
      class="lead-row"
      data-id={props.id}
      data-current={desk.currentId() === props.id ? '' : undefined}
      data-open={desk.openId() === props.id ? '' : undefined}
      aria-setsize={props.size}
      aria-posinset={props.index + 1}
      style={{ transform: `translateY(${props.top}px)`, 'min-height': `${props.height}px` }}
      onFocusIn={() => desk.setCurrent(props.id)}
    >
      <Show
        when={lead()}
        fallback={
          <Show
            when={lead() === null}
            fallback={<span class="skeleton absolute inset-y-3.5 left-10 w-40" aria-hidden="true" />}
          >
            <span class="flex items-center px-10 text-faint italic" style={{ height: `${props.height}px` }}>
              No longer yours to see
            </span>
          </Show>
        }
      >
        {(known) => (
          <>
            <RecentEditMark id={props.id} />
            <Dynamic component={props.row} lead={known()} current={props.current} />
            <Show when={props.peeked && props.card}>
              {(card) => (
                <div ref={measure} class="relative">
                  <Dynamic component={card()} lead={known()} />
                </div>
              )}
            </Show>
          </>
        )}
      </Show>
    </li>
  );
};
