import { Show, type JSX } from 'solid-js';
import type { Profile } from '#shared/protocol.ts';
import { Logo } from '#client/components/logo.tsx';
import { Skeleton, SkeletonRows } from '#client/components/skeleton.tsx';

/** The workspace's shape, while it comes: its bar and a list. */
export const ShellSkeleton = (props: { me?: Profile }): JSX.Element => (
  <div class="flex h-dvh flex-col bg-canvas">
    <div class="flex h-13 flex-none items-center gap-3 border-b border-line bg-surface px-4">
      <Logo />
      <Show when={props.me} fallback={<Skeleton class="w-32" />}>
        {(me) => <span class="font-semibold">{me().tenant.name}</span>}
      </Show>
      <Skeleton class="ml-auto w-24" />
    </div>
    <div class="m-0 flex-1 overflow-hidden bg-surface pt-24">
      <SkeletonRows label="Opening the workspace" columns="2fr 1fr 1fr 1fr" cells={4} />
    </div>
  </div>
);
