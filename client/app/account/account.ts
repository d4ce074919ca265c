import { createContext, useContext } from 'solid-js';

/** Whose account is looked after, and where it is kept: at a tenant, or at the platform. */
export type Account = {
  readonly api: string;
  readonly me: () => { readonly id: string; readonly name: string; readonly email: string };
  /** What a workspace is called; null at the platform. */
  readonly place: () => string | null;
};

const AccountContext = createContext<Account>();

export const AccountProvider = AccountContext.Provider;

export const useAccount = (): Account => {
  const account = useContext(AccountContext);
  if (!account) throw new Error('useAccount() was called outside an account’s page');
  return account;
};
