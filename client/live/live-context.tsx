import { createContext, useContext, type JSX } from 'solid-js';
import type { Live } from './types.ts';

const LiveContext = createContext<Live>();

export const LiveProvider = (props: { live: Live; children: JSX.Element }): JSX.Element => (
  // eslint-disable-next-line solid/reactivity -- there is one for as long as someone is signed in
  <LiveContext.Provider value={props.live}>{props.children}</LiveContext.Provider>
);

/** The records, as they are now, for everything inside the signed-in shell. */
export const useLive = (): Live => {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive() was called outside LiveProvider');
  return live;
};
