import { Show, type JSX } from 'solid-js';
import { look, logoSrc } from '#client/lib/look.ts';
import { cls } from './class.ts';

/** The workspace's logo; where it has none, the mark: a tooth, in the accent. Its name stands beside it wherever it is shown. */
export const Logo = (props: { class?: string | undefined }): JSX.Element => (
  <Show when={logoOf()} fallback={<Mark class={props.class} />}>
    {(src) => <LogoImage src={src()} class={props.class} />}
  </Show>
);

const logoOf = (): string | null => {
  const worn = look();
  return worn && logoSrc(worn);
};

/** On white in either theme: most logos are made for paper. */
export const LogoImage = (props: { src: string; class?: string | undefined }): JSX.Element => (
  <img
    src={props.src}
    alt=""
    decoding="async"
    class={cls('flex-none rounded-control bg-paper object-contain p-px', props.class ?? 'size-7')}
  />
);

const Mark = (props: { class?: string | undefined }): JSX.Element => (
  <svg viewBox="0 0 32 32" class={cls('flex-none text-accent', props.class ?? 'size-7')} aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="currentColor" />
    <path
      class="fill-on-accent"
      d="M10.2 8.2c-2.6 0-4.2 2-4.2 4.9 0 2.3.8 3.6 1.5 5.7.6 2 .7 5.7 2.7 5.7 2.2 0 1.5-5.9 5.8-5.9s3.6 5.9 5.8 5.9c2 0 2.1-3.7 2.7-5.7.7-2.1 1.5-3.4 1.5-5.7 0-2.9-1.6-4.9-4.2-4.9-2.2 0-3.6 1.1-5.8 1.1s-3.6-1.1-5.8-1.1Z"
    />
  </svg>
);
