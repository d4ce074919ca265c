import { createRenderEffect, createRoot, createSignal, onCleanup } from 'solid-js';
import { look } from './look.ts';

type Parts = () => readonly (string | null | undefined)[];

const [titles, setTitles] = createSignal<readonly Parts[]>([]);

createRoot(() =>
  createRenderEffect(() => {
    const parts = (titles().at(-1)?.() ?? []).filter((part) => part && part !== look()?.name);
    document.title = [...parts, look()?.name ?? 'DentraCRM'].join(' · ');
  }),
);

/**
 * The browser tab's title: what this page is, then whose; the product's outside a workspace. The innermost page that is shown names it.
 * Never a person's name: the browser keeps titles in its history, longer than anyone's right to see the record.
 */
export const usePageTitle = (parts: Parts): void => {
  setTitles((all) => [...all, parts]);
  onCleanup(() => setTitles((all) => all.filter((one) => one !== parts)));
};
