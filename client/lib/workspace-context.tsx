import { createContext, useContext, type Accessor, type JSX } from 'solid-js';

/** A part of the workspace with an address of its own, such as a clinic. */
export type Location = { readonly id: string; readonly name: string; readonly slug: string };

/** Where one is: whose workspace, and which of its locations the address names. */
export type Workspace = {
  readonly tenant: string;
  /** The locations that I may see, by name. Empty until they have come, and for tenants without any. */
  readonly locations: Accessor<readonly Location[]>;
  /** The list above has been answered: a slug that is not in it stands for nothing. */
  readonly locationsReady: Accessor<boolean>;
  /** The location in the address (`/avmsmiles/rs-puram`); null for all of mine. */
  readonly location: Accessor<Location | null>;
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
