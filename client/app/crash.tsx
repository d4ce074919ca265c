import { type JSX } from 'solid-js';
import { ErrorState } from '#client/components/error-state.tsx';

/** Short enough to read out on the phone; the same number stands in the console beside the error. */
const numbered = (error: unknown): string => {
  const reference = crypto.randomUUID().slice(0, 8).toUpperCase();
  console.error(`Defect ${reference}`, error);
  return reference;
};

/** What is shown in place of a screen that broke. What the server has is untouched by it. */
export const Crash = (props: { error: unknown; onRetry: () => void }): JSX.Element => (
  <ErrorState title="This screen broke" reference={numbered(props.error)} onRetry={() => props.onRetry()}>
    Everything that was saved is safe. Try again; if it happens twice, tell us the reference.
  </ErrorState>
);
