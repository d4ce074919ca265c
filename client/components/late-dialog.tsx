import type { Component, JSX } from 'solid-js';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { couldNotBeLoaded, late, type FailedProps, type Late } from './late.tsx';

type OpenProps = { open: boolean; onClose: () => void };

/** In the place of a dialog or a sheet whose code could not be fetched. */
export const FailedDialog = (props: OpenProps & FailedProps): JSX.Element => (
  <Dialog
    open={props.open}
    onClose={() => props.onClose()}
    title="Not loaded"
    footer={
      <Button variant="primary" busy={props.busy} onClick={() => props.onRetry()}>
        Try again
      </Button>
    }
  >
    <p role="alert" class="text-row">
      {couldNotBeLoaded}
    </p>
  </Dialog>
);

/** A dialog or a sheet whose code comes when it is needed. */
export const lateDialog = <P extends OpenProps>(load: () => Promise<Component<P>>): Late<P> => late(load, FailedDialog);
