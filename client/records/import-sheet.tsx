import { type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { Sheet } from '#client/components/dialog.tsx';

export const ImportSheet = (props: { definition: Collection; open: boolean; onClose: () => void }): JSX.Element => (
  <Sheet open={props.open} onClose={props.onClose} title={`Import ${props.definition.label.many.toLowerCase()}`} wide>
    {null}
  </Sheet>
);
