import SearchX from 'lucide-solid/icons/search-x';
import { Match, Show, Switch, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { Button } from '#client/components/button.tsx';
import { iconOf } from '#client/components/collection-icon.ts';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import type { ListAddress } from './address.ts';

type ListNothingProps = {
  definition: Collection;
  address: ListAddress;
  error: RefusalData | null;
  onRetry: () => void;
  onNew: (() => void) | undefined;
};

/** Why the list shows no row, and what to do about it. */
export const ListNothing = (props: ListNothingProps): JSX.Element => {
  const many = (): string => props.definition.label.many.toLowerCase();
  const narrowed = createMemo(() => props.address.current().byField.size > 0 || props.address.current().search !== '');
  const why = (): string => {
    const { search, byField } = props.address.current();
    if (search === '') return 'Nothing that you may see meets all of these filters.';
    return `Nothing that you may see matches “${search}”${byField.size > 0 ? ' with these filters' : ''}.`;
  };
  return (
    <Switch
      fallback={
        <EmptyState
          icon={iconOf(props.definition)}
          title={`No ${many()} yet`}
          action={
            <Show when={props.onNew}>
              <Button onClick={() => props.onNew?.()}>Add the first</Button>
            </Show>
          }
        >
          {props.onNew
            ? 'Add one, or import a CSV file from the menu above.'
            : 'What others share with you appears here by itself.'}
        </EmptyState>
      }
    >
      <Match when={props.error}>
        {(error) => (
          <ErrorState
            title={`The ${many()} could not be loaded`}
            reference={error().details?.reference}
            onRetry={props.onRetry}
          >
            {error().message} Nothing that you saved is lost.
          </ErrorState>
        )}
      </Match>
      <Match when={narrowed()}>
        <EmptyState
          icon={SearchX}
          title={`No ${props.definition.label.one.toLowerCase()} fits`}
          action={<Button onClick={() => props.address.clear()}>Clear search and filters</Button>}
        >
          {why()}
        </EmptyState>
      </Match>
    </Switch>
  );
};
