import { createRenderEffect, createRoot, createSignal, onCleanup } from 'solid-js';

type Parts = () => readonly (string | null | undefined)[];

const [titles, setTitles] = createSignal<readonly Parts[]>([]);

createRoot(() =>
  createRenderEffect(() => {
    document.title = [...(titles().at(-1)?.() ?? []).filter(Boolean), 'DentraCRM'].join(' · ');
  }),
);

/**
 * The browser tab's title: what this page is, then whose, then the product. The innermost page that is shown names it.
 * Never a person's name: the browser keeps titles in its history, longer than anyone's right to see the record.
 */
export const usePageTitle = (parts: Parts): void => {
  setTitles((all) => [...all, parts]);
  onCleanup(() => setTitles((all) => all.filter((one) => one !== parts)));
};
