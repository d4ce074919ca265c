/** What browsers give for a key that an input method has taken; Safari names its end `Enter`, and says so here alone. */
const taken = 229;

/**
 * A key that belongs to an input method, such as the Enter that ends a word in Tamil or Japanese, is no command: nothing
 * on the page hears of it. Once, before anything listens.
 */
export const keepInputMethodKeys = (): void => {
  addEventListener(
    'keydown',
    (event) => {
      if (!event.isComposing && event.keyCode !== taken) return;
      event.stopImmediatePropagation();
      // Behind the end of a composition Safari would submit the form.
      if (!event.isComposing && event.key === 'Enter') event.preventDefault();
    },
    { capture: true },
  );
};
