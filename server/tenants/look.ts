import { accentOnPaper } from '#shared/accent.ts';
import type { TenantInfo } from './tenant.ts';

/** What a tenant's own face is made of, for pages, icons and mails alike. */
export type Look = {
  readonly name: string;
  /** In hexadecimal digits; white writing reads on it, and it reads on white. */
  readonly accent: string;
  /** Where its logo is, below the address of the installation; null without one. */
  readonly logoPath: string | null;
};

/** The address of an image that a tenant uploaded. */
export const imagePath = (slug: string, image: string): string => `/${slug}/api/v1/look/images/${image}`;

export const lookOf = ({ slug, name, accent, logo }: TenantInfo): Look => ({
  name,
  accent: accentOnPaper(accent),
  logoPath: logo ? imagePath(slug, logo) : null,
});
