import { createEffect, on, type Accessor } from 'solid-js';
import { announce } from '#client/components/announcements.ts';

type Ports = {
  /** Changes when the list is asked something else. */
  readonly turn: Accessor<unknown>;
  /** The order, as it is called. */
  readonly sort: Accessor<string>;
  /** What came of it, in a sentence; null until it is known. */
  readonly result: Accessor<string | null>;
};

/** Tells a screen reader what a search, a filter or another order came to, once it is known. */
export const useResultsAnnounced = ({ turn, sort, result }: Ports): void => {
  let saidTurn = turn();
  let saidSort = sort();
  createEffect(
    on([turn, sort, result], ([now, order, text]) => {
      if (text === null || (now === saidTurn && order === saidSort)) return;
      const sorted = order === saidSort ? '' : `Sorted by ${order.toLowerCase()}. `;
      saidTurn = now;
      saidSort = order;
      announce(sorted + text);
    }),
  );
};
