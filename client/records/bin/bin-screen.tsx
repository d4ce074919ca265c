import { useNavigate } from '@solidjs/router';
import SearchX from 'lucide-solid/icons/search-x';
import Trash from 'lucide-solid/icons/trash';
import { For, Match, Show, Switch, createMemo, createSignal, type JSX } from 'solid-js';
import '#client/fields/views-beyond-desk.ts';
import { binDays, type BinEntry } from '#shared/bin.ts';
import { titleOf, type Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { SearchInput } from '#client/components/search-input.tsx';
import { Select } from '#client/components/select.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { toast } from '#client/components/toasts.ts';
import { usePageTitle } from '#client/lib/page-title.ts';
import { useShortcuts } from '#client/lib/shortcuts.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { useListFreeze } from '#client/records/list/list-freeze.ts';
import type { ScreenProps } from '#client/records/screen.ts';
import { commandOf } from '#client/store/commands.ts';
import { createBinEntries } from './bin-entries.ts';
import { BinRow } from './bin-row.tsx';
import { binSegment, binsOf } from '#client/live/bins.ts';

/** What was deleted, a collection at a time: to be searched and restored. */
export const BinScreen = (props: ScreenProps): JSX.Element => {
  const live = useLive();
  const bins = createMemo(() => binsOf(live));
  const definition = createMemo(() => bins().find(({ name }) => name === props.id) ?? bins()[0]);
  return (
    <Show when={definition()} fallback={<SkeletonRows label="Loading" columns="2fr 1fr" cells={2} />}>
      {(known) => <Bin definition={known()} all={bins()} />}
    </Show>
  );
};

const Bin = (props: { definition: Collection; all: readonly Collection[] }): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [search, setSearch] = createSignal('');
  const [restoring, setRestoring] = createSignal<string | null>(null);
  const [growing, setGrowing] = createSignal(false);
  let input: HTMLInputElement | undefined;
  let list: HTMLUListElement | undefined;
  const many = (): string => props.definition.label.many.toLowerCase();
  usePageTitle(() => [`Deleted ${many()}`, live.me()?.tenant.name]);
  useShortcuts([{ keys: '/', label: 'Search', group: 'Deleted', run: () => input?.focus() }]);

  const entries = createBinEntries(
    live,
    workspace.tenant,
    createMemo(() => ({ definition: props.definition, search: search() })),
  );
  const freeze = useListFreeze(
    () => entries,
    () => restoring() !== null,
  );
  // Drawn by id: a row that is read again keeps its focus.
  const ids = createMemo(() => (entries.shown() ?? []).map(({ record }) => record.id));
  const byId = createMemo(() => new Map((entries.shown() ?? []).map((entry) => [entry.record.id, entry])));

  const buttons = (): HTMLElement[] => [...(list?.querySelectorAll<HTMLElement>('button') ?? [])];
  const walk = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const at = buttons().findIndex((button) => button === document.activeElement);
    if (step === 0 || at < 0) return;
    event.preventDefault();
    (buttons()[at + step] ?? (step < 0 ? input : undefined))?.focus();
  };
  const restore = async ({ record }: BinEntry): Promise<void> => {
    if (restoring() !== null) return;
    const { definition } = props;
    const name = titleOf(definition, record);
    const at = buttons().findIndex((button) => button === document.activeElement);
    setRestoring(record.id);
    const answer = await live.mutate(
      commandOf(definition, 'restore'),
      { id: record.id },
      { undo: false, describe: `Restoration of ${name}` },
    );
    if (answer.ok) {
      const href = workspace.hrefOf(definition.name, record.id);
      toast(`${name} is restored.`, {
        about: record.id,
        ...(href === null ? {} : { action: { label: 'Show', run: () => navigate(href) } }),
      });
    } else toast(`Not restored: ${name}. ${answer.error.message}`, { about: record.id, failure: true });
    await entries.refresh();
    setRestoring(null);
    if (at >= 0) (buttons()[at] ?? buttons().at(-1) ?? input)?.focus();
  };
  const showMore = async (byKeyboard: boolean): Promise<void> => {
    const shown = ids().length;
    setGrowing(true);
    await entries.loadMore();
    setGrowing(false);
    if (byKeyboard) list?.children[shown]?.querySelector('button')?.focus();
  };

  return (
    <section class="flex min-h-0 flex-1 flex-col bg-surface" aria-labelledby="bin-title">
      <header class="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-3 sm:px-4">
        <h1 id="bin-title" class="text-heading">
          Deleted {many()}
        </h1>
        <Show when={props.all.length > 1}>
          <Select
            label="Of what"
            small
            required
            class="w-44"
            options={props.all.map(({ name, label }) => ({ value: name, label: label.many }))}
            value={props.definition.name}
            onChange={(name) => name && navigate(workspace.href(`${binSegment}/${name}`))}
          />
        </Show>
        <SearchInput
          class="w-full sm:ml-auto sm:w-72"
          label={`Search deleted ${many()}`}
          keys="/"
          value={search()}
          onSearch={setSearch}
          ref={(element) => (input = element)}
        />
        <p class="basis-full text-row text-muted">
          What is deleted can be restored for {binDays} days. Then it is gone.
        </p>
      </header>
      <div class="min-h-0 flex-1 overflow-y-auto">
        <Switch fallback={<SkeletonRows label="Loading" columns="2fr 1fr" cells={2} />}>
          <Match when={!entries.shown() && entries.error()}>
            {(error) => (
              <ErrorState
                title={`Deleted ${many()} could not be loaded`}
                reference={error().details?.reference}
                onRetry={entries.retry}
              >
                {error().message}
              </ErrorState>
            )}
          </Match>
          <Match when={ids().length > 0}>
            <Show when={entries.error()}>
              {(error) => (
                <p
                  role="alert"
                  class="sticky top-0 z-20 border-b border-line bg-surface px-3 py-1 text-row text-danger sm:px-4"
                >
                  This list may be out of date. {error().message}{' '}
                  <Button small variant="quiet" onClick={entries.retry}>
                    Try again
                  </Button>
                </p>
              )}
            </Show>
            <Show when={entries.waiting() > 0}>
              <p role="status" class="border-b border-line px-3 py-1 sm:px-4">
                <Button small variant="quiet" onClick={entries.apply}>
                  Show {entries.waiting()} more that came in
                </Button>
              </p>
            </Show>
            <div
              aria-hidden="true"
              class="sticky top-0 z-10 hidden border-b border-line bg-surface px-4 py-2 text-small font-medium text-muted md:block"
            >
              <div class="mr-28 grid grid-cols-[minmax(0,5fr)_minmax(0,4fr)_7rem] gap-x-6">
                <span>{props.definition.label.one}</span>
                <span>Deleted</span>
                <span>Kept for</span>
              </div>
            </div>
            <ul
              ref={(element) => (list = element)}
              aria-label={`Deleted ${many()}`}
              onKeyDown={walk}
              {...freeze.handlers}
            >
              <For each={ids()}>
                {(id) => (
                  <Show when={byId().get(id)}>
                    {(entry) => (
                      <BinRow
                        definition={props.definition}
                        entry={entry()}
                        gone={entries.isGone(entry())}
                        busy={restoring() === id}
                        onRestore={() => void restore(entry())}
                      />
                    )}
                  </Show>
                )}
              </For>
            </ul>
            <Show when={entries.more()}>
              <Button
                class="m-3"
                variant="quiet"
                busy={growing()}
                onClick={(event) => void showMore(event.detail === 0)}
              >
                Show more
              </Button>
            </Show>
          </Match>
          <Match when={entries.shown()}>
            <Show
              when={search()}
              fallback={
                <EmptyState icon={Trash} title={`No deleted ${many()}`}>
                  What you delete comes here, and can be restored for {binDays} days.
                </EmptyState>
              }
            >
              <EmptyState icon={SearchX} title={`No deleted ${many()} match “${search()}”`}>
                Try another word, or look in another list.
              </EmptyState>
            </Show>
          </Match>
        </Switch>
      </div>
    </section>
  );
};
