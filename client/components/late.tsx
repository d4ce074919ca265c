import { Show, createComponent, createResource, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { Button } from './button.tsx';

/** What stands in the place of a part that could not be fetched. */
export type FailedProps = { readonly busy: boolean; readonly onRetry: () => void };

/** A part of the page whose code comes when it is first shown. `preload` fetches it before, and never fails. */
export type Late<P extends object> = ((props: P) => JSX.Element) & { readonly preload: () => void };

export const couldNotBeLoaded = 'This part of the page could not be loaded. Check the connection and try again.';

/** Whether this page could be fetched now. */
const isReachable = async (): Promise<boolean> => {
  try {
    return (await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' })).ok;
  } catch (error) {
    console.info('The server cannot be reached.', error);
    return false;
  }
};

/**
 * Like `lazy` within a `Suspense`, but what could not be fetched can be fetched again: `Failed` says so, and is given
 * what the part was to get.
 */
export const late = <P extends object>(
  load: () => Promise<Component<P>>,
  Failed: Component<P & FailedProps> = FailedPart,
): Late<P> => {
  let known: Component<P> | undefined;
  let coming: Promise<Component<P> | null> | undefined;
  const fetch = (): Promise<Component<P> | null> =>
    (coming ??= load().then(
      (component) => (known = component),
      (error: unknown) => {
        console.warn('A part of the page could not be loaded.', error);
        coming = undefined;
        return null;
      },
    ));
  const Part = (props: P): JSX.Element => {
    // eslint-disable-next-line solid/components-return-once -- what is here is drawn at once, without a step between
    if (known) return createComponent(known, props);
    const [part, { refetch }] = createResource(fetch);
    const retry = async (): Promise<void> => {
      // Some browsers remember for as long as the page is open that a file was not there, and after a release it is not
      // there any more: then the page itself is fetched again. Its address says what was open.
      if ((await refetch()) === null && (await isReachable())) location.reload();
    };
    return (
      <Show
        when={part.latest}
        fallback={
          <Show when={part.latest === null}>
            <Failed {...props} busy={part.loading} onRetry={() => void retry()} />
          </Show>
        }
      >
        {(component) => <Dynamic component={component()} {...props} />}
      </Show>
    );
  };
  // Without a network it would be remembered as not there.
  return Object.assign(Part, { preload: () => void (navigator.onLine && fetch()) });
};

const FailedPart = (props: FailedProps): JSX.Element => (
  <div role="alert" class="flex flex-wrap items-center gap-2 p-3 text-row text-muted">
    <p class="min-w-0 flex-1 basis-48">{couldNotBeLoaded}</p>
    <Button small busy={props.busy} onClick={() => props.onRetry()}>
      Try again
    </Button>
  </div>
);
