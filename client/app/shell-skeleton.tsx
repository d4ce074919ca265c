import { type JSX } from 'solid-js';
import { SkeletonRows } from '#client/components/skeleton.tsx';

// Kept before the app takes its place. index.html draws it, so that it is there before any of this code.
const drawn = document.getElementById('shell');

/** A copy of the page's own skeleton, or of the part of it with this class. */
const copyOf = (part: HTMLElement | null | undefined): JSX.Element => {
  if (!part) return <SkeletonRows label="Opening the workspace" columns="2fr 1fr 1fr 1fr" cells={4} />;
  const copy = part.cloneNode(true) as HTMLElement;
  copy.removeAttribute('id');
  copy.hidden = false;
  return copy;
};

/** The workspace's shape, while it comes: its bar, and the desk. */
export const ShellSkeleton = (): JSX.Element => copyOf(drawn);

/** The shape of the desk, within the workspace. */
export const ScreenSkeleton = (): JSX.Element => (
  <div class="shell h-full!" role="status" aria-label="Loading">
    {copyOf(drawn?.querySelector<HTMLElement>('.shell-main'))}
  </div>
);
