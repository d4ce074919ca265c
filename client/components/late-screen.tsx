import type { Component, JSX } from 'solid-js';
import { ErrorState } from './error-state.tsx';
import { late, type FailedProps, type Late } from './late.tsx';

const FailedScreen = (props: FailedProps): JSX.Element => (
  <ErrorState title="This page could not be loaded" onRetry={() => props.onRetry()}>
    Check the connection and try again. Nothing that you saved is lost.
  </ErrorState>
);

/** A whole screen whose code comes when one goes there. */
export const lateScreen = <P extends object>(load: () => Promise<Component<P>>): Late<P> => late(load, FailedScreen);
