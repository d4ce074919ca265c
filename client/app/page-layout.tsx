import { type JSX } from 'solid-js';
import { Logo } from '#client/components/logo.tsx';
import { ThemeToggle } from '#client/components/theme-toggle.tsx';
import { look } from '#client/lib/look.ts';

/** A page outside the workspace: one small thing in the middle, whose it is above it. */
export const PageLayout = (props: { children: JSX.Element }): JSX.Element => (
  <div class="flex min-h-dvh flex-col bg-canvas">
    <header class="flex items-center gap-2 px-5 py-4">
      <Logo />
      <span class="truncate text-heading">{look()?.name ?? 'DentraCRM'}</span>
      <span class="ml-auto">
        <ThemeToggle />
      </span>
    </header>
    <main class="flex flex-1 flex-col items-center px-4 pt-8 pb-24 sm:justify-center sm:pt-4">{props.children}</main>
  </div>
);

/** The card that such a page is about. */
export const PageCard = (props: {
  title: string;
  lead?: JSX.Element;
  wide?: boolean;
  children: JSX.Element;
}): JSX.Element => (
  <div
    class={`w-full ${props.wide ? 'max-w-2xl' : 'max-w-sm sm:max-w-[27rem]'} sm:rounded-float sm:border sm:border-line sm:bg-surface sm:p-8`}
  >
    <h1 class="text-title text-balance">{props.title}</h1>
    <p class="pt-1 text-form text-muted empty:hidden">{props.lead}</p>
    <div class="pt-6">{props.children}</div>
  </div>
);
