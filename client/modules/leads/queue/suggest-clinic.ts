import { fold } from '#shared/fold.ts';

type Place = { readonly id: string; readonly name: string };
type Origin = { readonly campaignName: string | null; readonly adSetName: string | null };

export type Suggestion = { readonly clinicId: string; readonly because: string };

// Marketers write "RS Puram", "R.S.Puram" and "rspuram" for the same place.
const bare = (text: string): string => fold(text).replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');

/** The clinic that an ad was made for, when its names say so. The ad set is aimed closer than its campaign. */
export const suggestClinic = (lead: Origin, clinics: readonly Place[]): Suggestion | null => {
  for (const [where, text] of [
    ['ad set', lead.adSetName],
    ['campaign', lead.campaignName],
  ] as const) {
    if (!text) continue;
    const named = clinics.filter((clinic) => bare(clinic.name).length > 2 && bare(text).includes(bare(clinic.name)));
    // An ad for two places says nothing about which.
    const [only] = named;
    if (only && named.length === 1) return { clinicId: only.id, because: `The ${where} names it: ${text}` };
  }
  return null;
};
