import assert from 'node:assert/strict';
import { setPassword } from '#server/identity/credentials.ts';
import { testBrowser, type TestAnswer, type TestBrowser } from './browser.ts';
import { world, type Lifetime, type Person, type World } from './world.ts';

/** Where people of the tenant called smiles sign in. */
export const auth = '/smiles/api/v1/auth';

export const password = 'correct horse battery';

export type SignInDesk = {
  readonly w: World;
  /** Someone of a clinic, who has a password. */
  readonly person: Person;
  readonly signIn: (browser: TestBrowser, email?: string) => Promise<TestAnswer>;
  /** A browser in which they are signed in. */
  readonly signedIn: () => Promise<TestBrowser>;
  /** `ok`, or why a browser is told nothing about its person. */
  readonly me: (browser: TestBrowser) => Promise<string>;
};

/** Two tenants and a person who signs in to one of them from browsers. */
export const signInDesk = async (t: Lifetime): Promise<SignInDesk> => {
  const w = await world(t, { also: ['other', 'general'] });
  const person = await w.staffOf('clinic_staff', w.smiles);
  await setPassword(w.smiles.db, person.id, password);
  const signIn: SignInDesk['signIn'] = async (browser, email = person.email) =>
    browser.ask('POST', `${auth}/login`, { email, password });
  return {
    w,
    person,
    signIn,
    signedIn: async () => {
      const browser = testBrowser(w.url);
      assert.equal((await signIn(browser)).status, 200);
      return browser;
    },
    me: async (browser) => (await browser.ask('GET', `${auth}/me`)).code ?? 'ok',
  };
};
