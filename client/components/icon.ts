import type { JSX } from 'solid-js';
import type { LucideProps } from 'lucide-solid';

/** An icon of lucide-solid, imported from `lucide-solid/icons/…`: the package's root is 1,800 files in development. */
export type Icon = (props: LucideProps) => JSX.Element;
