import { createEffect, createSignal, onCleanup } from 'solid-js';
import { saveSetting } from './local-settings.ts';
import { setAccent } from './theme.ts';

/** Whose pages these are: what they wear instead of the product's own name, colour and mark. */
export type Look = {
  readonly slug: string;
  readonly name: string;
  readonly accent: string;
  /** The name of its logo's image. */
  readonly logo?: string | null;
};

const [current, setCurrent] = createSignal<Look | null>(null);

/** Reactive; null outside a workspace. */
export const look = current;

const apiOf = (slug: string): string => `/${slug}/api/v1/look`;

/** The address of a logo. */
export const logoSrc = ({ slug, logo }: Pick<Look, 'slug' | 'logo'>): string | null =>
  logo ? `${apiOf(slug)}/images/${logo}` : null;

const iconOf = (worn: Look | null): string =>
  worn ? (logoSrc(worn) ?? `${apiOf(worn.slug)}/icon?${encodeURIComponent(worn.accent)}`) : '/assets/icon.svg';

const linkTo = (rel: string, href: string | null): void => {
  const found = document.head.querySelector<HTMLLinkElement>(`link[rel="${rel}"]`);
  if (href === null) return found?.remove();
  const link = found ?? document.head.appendChild(Object.assign(document.createElement('link'), { rel }));
  // The type of the product's own icon says nothing of another's.
  link.removeAttribute('type');
  if (link.getAttribute('href') !== href) link.setAttribute('href', href);
};

/** Dresses the page as `of` says, for as long as its owner is there. */
export const useLook = (of: () => Look | null): void => {
  let worn: Look | null = null;
  createEffect(() => {
    worn = of();
    setCurrent(worn);
    setAccent(worn?.accent ?? null);
    linkTo('icon', iconOf(worn));
    linkTo('manifest', worn && `${apiOf(worn.slug)}/manifest`);
    // The page's first lines draw the next visit in it.
    if (worn && /^#[0-9a-f]{6}$/i.test(worn.accent)) saveSetting(`accent.${worn.slug}`, worn.accent);
  });
  onCleanup(() => {
    if (current() !== worn) return;
    setCurrent(null);
    linkTo('icon', iconOf(null));
    linkTo('manifest', null);
  });
};
