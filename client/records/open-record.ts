import { useLocation, useNavigate } from '@solidjs/router';
import { createEffect, createSignal, on, type Accessor } from 'solid-js';

export type OpenRecord = {
  /** The record that the address names, shown beside the list. */
  readonly openId: Accessor<string | null>;
  /** The address of a record in this list, or, with null, of the list itself. */
  readonly hrefOf: (id: string | null) => string;
  /** `gone`: the record that closes is not to come back with the browser's Back. */
  readonly open: (id: string | null, how?: { readonly gone?: boolean; readonly byKeyboard?: boolean }) => void;
  /** Whether the open record was opened by keyboard, which then goes on inside it. */
  readonly byKeyboard: Accessor<boolean>;
};

/**
 * Which record is open, as the address says it. The list is one entry of the browser's history and the open record one
 * more, however many records are walked through: Back always leads to the list.
 *
 * `listPath` is the list's own path, to which the id of an open record is added.
 */
export const useOpenRecord = (openId: Accessor<string | null>, listPath: (open: boolean) => string): OpenRecord => {
  const navigate = useNavigate();
  const location = useLocation<{ listBehind: string }>();
  const [byKeyboard, setByKeyboard] = createSignal(false);
  const hrefOf = (id: string | null): string => listPath(id !== null) + (id === null ? '' : `/${id}`) + location.search;

  // The list behind this entry of the browser's history, where there is one; it outlives a reload with the entry.
  const listBehind = (): string | undefined => location.state?.listBehind;
  let leaving = false;
  createEffect(on(openId, () => (leaving = false)));

  /** Where the record was opened from this list, back to it: a further entry would have Back open the record again. */
  const close = (gone: boolean): void => {
    const list = hrefOf(null);
    if (gone || listBehind() !== list) {
      navigate(list, { replace: true, scroll: false });
    } else if (!leaving) {
      // The browser goes back a little later; asked twice meanwhile, it would leave the list, too.
      leaving = true;
      navigate(-1);
    }
  };

  return {
    openId,
    hrefOf,
    open: (id, how = {}) => {
      const before = openId();
      if (id === before) return;
      setByKeyboard(how.byKeyboard ?? false);
      if (id === null) return close(how.gone ?? false);
      const state: unknown = before === null ? { listBehind: hrefOf(null) } : location.state;
      navigate(hrefOf(id), { replace: before !== null, scroll: false, state });
    },
    byKeyboard,
  };
};
