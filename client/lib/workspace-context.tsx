import { createContext, useContext, type Accessor, type JSX } from 'solid-js';

export type Clinic = { readonly id: string; readonly name: string; readonly slug: string };

/** Where one is: whose workspace, and which of its clinics the address names. */
export type Workspace = {
  readonly tenant: string;
  /** The clinics that I may see, by name. Empty until they have come, and for tenants without clinics. */
  readonly clinics: Accessor<readonly Clinic[]>;
  /** The list above has been answered: a slug that is not in it stands for nothing. */
  readonly clinicsReady: Accessor<boolean>;
  /** The clinic in the address (`/avmsmiles/rs-puram`); null for all of mine. */
  readonly clinic: Accessor<Clinic | null>;
  /** The address of a path in this workspace: `href('contacts')`. */
  readonly href: (path?: string) => string;
  /** The address of a collection's list, or of one of its records; null where I have no screen for it. */
  readonly hrefOf: (collection: string, id?: string) => string | null;
};

const WorkspaceContext = createContext<Workspace>();

export const WorkspaceProvider = (props: { workspace: Workspace; children: JSX.Element }): JSX.Element => (
  // eslint-disable-next-line solid/reactivity -- another tenant gets a new workspace
  <WorkspaceContext.Provider value={props.workspace}>{props.children}</WorkspaceContext.Provider>
);

export const useWorkspace = (): Workspace => {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('useWorkspace() was called outside the workspace');
  return workspace;
};
