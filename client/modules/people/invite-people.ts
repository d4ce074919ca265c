import { createStore, produce } from 'solid-js/store';
import type { RefusalData } from '#shared/refusal.ts';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';

/** Someone as they are typed, and what was wrong with it. */
export type Draft = { name: string; email: string; nameError?: string; emailError?: string };

/** Someone who was invited, and the link that may be passed on. */
export type Invited = {
  readonly name: string;
  readonly email: string;
  readonly link: string;
  readonly mailed: boolean;
};

/** What all who are invited together have in common. */
export type Shared = { role: string | null; clinicIds: readonly string[] };

type Drafts = {
  people: Draft[];
  invited: Invited[];
  roleError: string | undefined;
  clinicsError: string | undefined;
  trouble: string | undefined;
};

type Answered =
  | { readonly ok: true; readonly email: string; readonly link: string | null; readonly mailed: boolean }
  | { readonly ok: false; readonly email: string; readonly error: RefusalData };

const emptyDraft = (): Draft => ({ name: '', email: '' });

const begin = (): Drafts => ({
  people: [emptyDraft()],
  invited: [],
  roleError: undefined,
  clinicsError: undefined,
  trouble: undefined,
});

const isBlank = ({ name, email }: Draft): boolean => name.trim() === '' && email.trim() === '';

/** The people of one invitation while it is written. Those who were refused stay in the form, to be corrected. */
export const createInvitation = (tenant: () => string) => {
  const [drafts, set] = createStore<Drafts>(begin());

  const type = (at: number, field: 'name' | 'email', value: string): void =>
    set('people', at, { [field]: value, [`${field}Error`]: undefined });

  /** The rows that say something; the first where none does, for it is then what is missing. */
  const meant = (): Draft[] => {
    const filled = drafts.people.filter((draft) => !isBlank(draft));
    return filled.length > 0 ? filled : drafts.people.slice(0, 1);
  };

  /** Whether all that the server will ask for is there. */
  const check = ({ role, clinicIds }: Shared, needsClinics: boolean): boolean => {
    const asked = meant();
    set(
      'people',
      asked.map((draft) => ({
        name: draft.name,
        email: draft.email,
        ...(draft.name.trim() === '' ? { nameError: 'Name is required.' } : {}),
        ...(draft.email.trim() === '' ? { emailError: 'Email is required.' } : {}),
      })),
    );
    set({
      trouble: undefined,
      roleError: role === null ? 'Choose what they may do.' : undefined,
      clinicsError: needsClinics && clinicIds.length === 0 ? 'Clinic staff need at least one clinic.' : undefined,
    });
    const isWhole = drafts.people.every(({ nameError, emailError }) => !nameError && !emailError);
    return isWhole && !drafts.roleError && !drafts.clinicsError;
  };

  const refuse = (state: Drafts, draft: Draft, { message, details }: RefusalData): void => {
    if (details?.field === 'role') state.roleError = message;
    else if (details?.field === 'clinicIds') state.clinicsError = message;
    else if (details?.field === 'name') draft.nameError = message;
    else draft.emailError = message;
    state.people.push(draft);
  };

  /** Sends them all. Gives how many were invited. */
  const send = async ({ role, clinicIds }: Shared): Promise<number> => {
    const asked = drafts.people.map(({ name, email }) => ({ name, email }));
    try {
      const answers = await ask<readonly Answered[]>(`${tenantApi(tenant())}/auth/invite`, {
        method: 'POST',
        body: { people: asked.map((draft) => ({ ...draft, role, clinicIds })) },
      });
      set(
        produce((state) => {
          state.people = [];
          for (const [at, answer] of answers.entries()) {
            const draft = asked[at] ?? emptyDraft();
            if (!answer.ok) refuse(state, draft, answer.error);
            else if (answer.link !== null) state.invited.push({ ...draft, link: answer.link, mailed: answer.mailed });
          }
        }),
      );
      return answers.filter(({ ok }) => ok).length;
    } catch (thrown) {
      set('trouble', refusalOf(thrown).message);
      return 0;
    }
  };

  return {
    drafts,
    type,
    check,
    send,
    add: () => set('people', drafts.people.length, emptyDraft()),
    remove: (at: number) =>
      set('people', (people) => (people.length === 1 ? [emptyDraft()] : people.filter((_, other) => other !== at))),
    reset: () => set(begin()),
  };
};
