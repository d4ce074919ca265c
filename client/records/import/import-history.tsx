import { For, Show, createEffect, createSignal, onCleanup, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { ImportState, PastImport } from '#shared/csv/imports.ts';
import { pathOf } from '#shared/rest-path.ts';
import { Button } from '#client/components/button.tsx';
import { timeZone, today } from '#client/lib/clock.ts';
import { count, describeMoment, formatNumber } from '#client/lib/format.ts';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';

type ImportHistoryProps = {
  tenant: string;
  definition: Collection;
  onUndo: (past: { readonly id: string; readonly name: string }) => void;
};

const shownAtFirst = 5;

/** The imports of before: who, when, which file, what came of it; each to be taken back for some days. */
export const ImportHistory = (props: ImportHistoryProps): JSX.Element => {
  const [imports, setImports] = createSignal<readonly PastImport[]>([]);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [all, setAll] = createSignal(false);
  const load = async (path: string, signal: AbortSignal): Promise<void> => {
    try {
      setImports(await ask<readonly PastImport[]>(path, { signal }));
    } catch (thrown) {
      if (!signal.aborted) setProblem(refusalOf(thrown).message);
    }
  };
  createEffect(() => {
    const closed = new AbortController();
    onCleanup(() => closed.abort());
    void load(`${tenantApi(props.tenant)}${pathOf(props.definition)}/import`, closed.signal);
  });
  return (
    <>
      <Show when={problem()}>
        {(message) => (
          <p role="alert" class="text-row text-danger">
            {message()}
          </p>
        )}
      </Show>
      <Show when={imports().length > 0}>
        <section aria-labelledby="last-imports">
          <h3 id="last-imports" class="text-subheading">
            Last imports
          </h3>
          <ul class="mt-1 border-t border-line">
            <For each={all() ? imports() : imports().slice(0, shownAtFirst)}>
              {(past) => <Past past={past} definition={props.definition} onUndo={props.onUndo} />}
            </For>
          </ul>
          <Show when={!all() && imports().length > shownAtFirst}>
            <Button small class="mt-2" onClick={() => setAll(true)}>
              Show {formatNumber(imports().length)}
            </Button>
          </Show>
        </section>
      </Show>
    </>
  );
};

const Past = (props: {
  past: PastImport;
  definition: Collection;
  onUndo: ImportHistoryProps['onUndo'];
}): JSX.Element => {
  const [asking, setAsking] = createSignal(false);
  let first: HTMLButtonElement | undefined;
  const name = (): string => props.past.fileName ?? 'A file without a name';
  const written = (): number => props.past.created + props.past.warned + props.past.updated;
  const records = (): string =>
    count(written(), props.definition.label.one.toLowerCase(), props.definition.label.many.toLowerCase());
  return (
    <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line py-2 text-row">
      <div class="min-w-0 flex-1 basis-56">
        <p class="truncate font-medium" title={name()}>
          {name()}
        </p>
        <p class="text-muted">
          {props.past.by.name}, {describeMoment(props.past.startedAt, today(), timeZone())}
        </p>
        <p class="text-muted">{outcomeOf(props.past)}</p>
      </div>
      <Show when={props.past.undoable}>
        <Show
          when={asking()}
          fallback={
            <Button
              small
              ref={(element) => (first = element)}
              aria-label={`Undo import: ${name()}`}
              onClick={() => setAsking(true)}
            >
              Undo import
            </Button>
          }
        >
          <span role="group" aria-label={`Undo the import of ${name()}?`} class="flex items-center gap-1.5">
            <Button small variant="danger" onClick={() => props.onUndo({ id: props.past.id, name: name() })}>
              Undo {records()}
            </Button>
            {/* Where the first button was, and with the focus: an undo cannot be undone, and no double click means it. */}
            <Button
              small
              ref={(element) => queueMicrotask(() => element.focus())}
              onClick={() => {
                setAsking(false);
                queueMicrotask(() => first?.focus());
              }}
            >
              Cancel
            </Button>
          </span>
        </Show>
      </Show>
    </li>
  );
};

const states: Partial<Record<ImportState, string>> = {
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  interrupted: 'interrupted',
};

/** "120 created, 3 updated, 2 not imported. Undone, 1 kept." */
const outcomeOf = ({ undo, ...past }: PastImport): string => {
  const counts = [
    [past.created + past.warned, 'created'],
    [past.updated, 'updated'],
    [past.skipped, 'left as they are'],
    [past.refused, 'not imported'],
  ] as const;
  const said = counts.flatMap(([number, label]) => (number > 0 ? [`${formatNumber(number)} ${label}`] : []));
  const state = states[past.state];
  const imported = [...said, ...(state ? [state] : [])].join(', ') || 'nothing in it';
  if (!undo) return `${imported}.`;
  const kept = undo.kept > 0 ? `, ${formatNumber(undo.kept)} kept` : '';
  const undone = undo.state === 'finished' ? `Undone${kept}` : `Undo ${states[undo.state] ?? ''}`;
  return `${imported}. ${undone}.`;
};
