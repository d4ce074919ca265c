import { Show, createSignal, onCleanup, onMount, type JSX } from 'solid-js';

type Shown = { text: string; target: Element };

/**
 * Whatever carries `data-tip` says it on hover and on keyboard focus. One layer for the whole page: a list of
 * thousands of rows would pay for a component each. It stays while the pointer is on it, and Escape sends it away.
 */
export const TooltipLayer = (): JSX.Element => {
  const [shown, setShown] = createSignal<Shown | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let card: HTMLDivElement | undefined;

  const owner = (node: EventTarget | null): Element | null =>
    node instanceof Element ? node.closest('[data-tip]') : null;
  const show = (target: Element, wait: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const text = target.getAttribute('data-tip');
      // Its own open menu says enough.
      if (text && target.isConnected && target.getAttribute('aria-expanded') !== 'true') setShown({ text, target });
    }, wait);
  };
  const hide = (wait: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => setShown(null), wait);
  };

  const over = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    const target = owner(event.target);
    const current = shown();
    if (card?.contains(event.target as Node)) clearTimeout(timer);
    else if (target) show(target, current ? 60 : 450);
    else hide(current ? 120 : 0);
  };
  const focused = (event: FocusEvent): void => {
    const target = owner(event.target);
    if (target?.matches(':focus-visible')) show(target, 450);
  };
  const away = (): void => hide(0);
  const escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' || event.key === 'Enter') hide(0);
  };

  onMount(() => {
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener('pointerover', over, { signal });
    document.addEventListener('focusin', focused, { signal });
    document.addEventListener('focusout', away, { signal });
    document.addEventListener('pointerdown', away, { signal, capture: true });
    document.addEventListener('scroll', away, { signal, capture: true, passive: true });
    document.addEventListener('keydown', escape, { signal, capture: true });
    onCleanup(() => {
      stop.abort();
      clearTimeout(timer);
    });
  });

  const place = (element: HTMLDivElement): void => {
    card = element;
    onMount(() => {
      const target = shown()?.target.getBoundingClientRect();
      if (!target) return;
      const { offsetWidth: width, offsetHeight: height } = element;
      const left = Math.min(Math.max(8, target.left + target.width / 2 - width / 2), innerWidth - width - 8);
      const below = target.bottom + 4 + height < innerHeight;
      element.style.left = `${left}px`;
      element.style.top = `${below ? target.bottom + 4 : target.top - height - 4}px`;
    });
  };

  return (
    <Show when={shown()} keyed>
      {(tip) => (
        <div
          ref={place}
          role="tooltip"
          data-kb-top-layer
          class="motion-fade fixed z-70 max-w-72 rounded-control bg-ink px-2 py-1 text-small text-canvas"
        >
          {tip.text}
        </div>
      )}
    </Show>
  );
};
