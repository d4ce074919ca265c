/** What is typed into the form of a new lead. */
export type Draft = {
  phone: string;
  name: string;
  /** Undefined until chosen; null is the TBD queue. */
  clinicId: string | null | undefined;
  treatmentInterest: string | null;
  source: string | null;
  followUpDate: string | null;
  email: string;
  nextAction: string;
};
export type Name = keyof Draft;

export const blank: Draft = {
  phone: '',
  name: '',
  clinicId: undefined,
  treatmentInterest: null,
  source: null,
  followUpDate: null,
  email: '',
  nextAction: '',
};
