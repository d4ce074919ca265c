import { createRenderEffect, onCleanup } from 'solid-js';

/** The browser tab's title: what this page is, then whose, then the product. */
export const usePageTitle = (parts: () => readonly (string | null | undefined)[]): void => {
  createRenderEffect(() => {
    document.title = [...parts().filter(Boolean), 'DentraCRM'].join(' · ');
  });
  onCleanup(() => {
    document.title = 'DentraCRM';
  });
};
