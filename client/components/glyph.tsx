import { createRoot, type JSX } from 'solid-js';
import type { Icon } from './icon.ts';

const drawn = new Map<Icon, Map<string, Element>>();

const draw = (icon: Icon, size: number, classes: string): Element => {
  const element = createRoot((dispose) => {
    const made = icon({ size, class: classes });
    dispose();
    return made;
  });
  // What an icon is made of stands in a memo of its own.
  const found = typeof element === 'function' ? (element as () => unknown)() : element;
  if (!(found instanceof Element)) throw new Error('an icon is one element');
  return found;
};

/** An icon for a line of a long list: drawn once, and copied from then on. */
export const Glyph = (props: { of: Icon; size: number; class: string }): JSX.Element => {
  const copy = (): Node => {
    const { of, size, class: classes } = props;
    const known = drawn.get(of) ?? new Map<string, Element>();
    drawn.set(of, known);
    const key = `${size} ${classes}`;
    const element = known.get(key) ?? draw(of, size, classes);
    known.set(key, element);
    return element.cloneNode(true);
  };
  return <>{copy()}</>;
};
