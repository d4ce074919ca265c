/** Runs with the element of this selector as soon as it is in the page, unless it is not wanted any more by then. */
export const whenThere = (selector: string, isWanted: () => boolean, run: (element: HTMLElement) => void): void => {
  const look = (): boolean => {
    const element = document.querySelector<HTMLElement>(selector);
    if (element && isWanted()) run(element);
    return element !== null || !isWanted();
  };
  if (look()) return;
  const observer = new MutationObserver(() => look() && observer.disconnect());
  observer.observe(document.body, { childList: true, subtree: true });
};
