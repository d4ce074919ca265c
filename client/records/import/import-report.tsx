import { For, Match, Show, Switch, createMemo, createSignal, type JSX } from 'solid-js';
import type { ImportRow, ImportState } from '#shared/csv/imports.ts';
import type { Tone } from '#shared/fields/field.ts';
import { Button } from '#client/components/button.tsx';
import { Chip } from '#client/components/chip.tsx';
import { formatNumber } from '#client/lib/format.ts';
import type { FollowedImport, ImportJob } from './import-job.ts';

type ImportReportProps = {
  job: ImportJob;
};

const undoTitles: Record<ImportState, string> = {
  running: 'Undoing…',
  stopping: 'Stopping…',
  finished: 'Undone',
  stopped: 'Stopped. What was undone stays undone.',
  interrupted: 'This was interrupted. Undo the import again.',
};

const titles: Record<ImportState, (dry: boolean) => string> = {
  running: (dry) => (dry ? 'Checking every row…' : 'Importing…'),
  stopping: () => 'Stopping…',
  finished: (dry) => (dry ? 'Preview' : 'Imported'),
  stopped: () => 'Stopped. What was imported stays.',
  interrupted: () =>
    'The import was interrupted. Import the same file again: records that are there are not created twice.',
};

const shownAtFirst = 30;
/** How many more at a time: a long file may have very many remarks. */
const shownMore = 300;

/** How an import stands, as it goes: how many rows went well, and, row by row, what was the matter with the others. */
export const ImportReport = (props: ImportReportProps): JSX.Element => {
  const [shown, setShown] = createSignal(shownAtFirst);
  const state = (): FollowedImport | null => props.job.state();
  const dry = (): boolean => state()?.dryRun ?? true;
  const remarks = createMemo(() => state()?.remarks ?? []);
  const share = createMemo(() => {
    const now = state();
    if (!now) return 0;
    if (now.state === 'finished') return 1;
    return now.total === null ? 0 : Math.min(1, now.rows / Math.max(1, now.total));
  });
  const title = (): string => {
    const now = state();
    if (!now) return 'Beginning…';
    return now.undoes === null ? titles[now.state](dry()) : undoTitles[now.state];
  };
  return (
    <section aria-label="Result" class="flex flex-col gap-3">
      <Show when={props.job.error()}>
        {(error) => (
          <p role="alert" class="tone-red rounded-control bg-tone-soft px-3 py-2 text-row text-tone-ink">
            {error().message}
          </p>
        )}
      </Show>
      <Show when={!props.job.error()}>
        <div role="status" class="flex items-baseline justify-between gap-3">
          <h3 class="text-subheading">{title()}</h3>
          <span class="tabular text-row text-muted">
            <Show when={state()?.total !== undefined && state()?.total !== null}>
              {formatNumber(state()?.rows ?? 0)} of {formatNumber(state()?.total ?? 0)} rows
            </Show>
          </span>
        </div>
        <Show when={props.job.going()}>
          <div
            class="h-1.5 overflow-hidden rounded-full bg-pressed"
            role="progressbar"
            aria-label="Rows done"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(share() * 100)}
          >
            <div
              class="h-full rounded-full bg-accent transition-[width] duration-300"
              style={{ width: `${share() * 100}%` }}
            />
          </div>
        </Show>
        <Show when={state()}>
          {(now) => (
            <dl class="flex flex-wrap gap-x-6 gap-y-1 text-row">
              <Show when={now().undoes !== null}>
                <Tally tone="green" label="undone" value={now().undone} />
                <Tally tone="amber" label="kept" value={now().kept} />
              </Show>
              <Show when={now().undoes === null}>
                <Tally tone="green" label={dry() ? 'ready' : 'created'} value={now().created} />
                <Tally
                  tone="amber"
                  label={dry() ? 'ready, with a note' : 'created, with a note'}
                  value={now().warned}
                />
                <Tally tone="red" label={dry() ? 'cannot be imported' : 'not imported'} value={now().refused} />
              </Show>
              <Show when={now().updated > 0}>
                <Tally tone="blue" label={dry() ? 'to be updated' : 'updated'} value={now().updated} />
              </Show>
              <Show when={now().skipped > 0}>
                <Tally tone="slate" label="left as they are" value={now().skipped} />
              </Show>
            </dl>
          )}
        </Show>
        <Show when={state()?.message}>{(message) => <p class="text-row text-muted">{message()}</p>}</Show>
      </Show>
      <Switch>
        <Match when={remarks().length > 0}>
          <ol class="flex flex-col border-t border-line">
            <For each={remarks().slice(0, shown())}>{(row) => <Remark row={row} />}</For>
          </ol>
          <Show when={remarks().length > shown()}>
            <Button small class="self-start" onClick={() => setShown((now) => now + shownMore)}>
              Show {formatNumber(Math.min(shownMore, remarks().length - shown()))} more of{' '}
              {formatNumber(remarks().length)}
            </Button>
          </Show>
        </Match>
        <Match when={state()?.state === 'finished' && state()?.rows === state()?.created && !state()?.message}>
          <p class="text-row text-muted">{dry() ? 'Every row can be imported.' : 'Every row was imported.'}</p>
        </Match>
      </Switch>
    </section>
  );
};

const Tally = (props: { tone: Tone; label: string; value: number }): JSX.Element => (
  <div class={`tone-${props.tone} flex items-baseline gap-1.5`}>
    <dd class="tabular text-heading text-tone-ink">{formatNumber(props.value)}</dd>
    <dt class="text-muted">{props.label}</dt>
  </div>
);

const note = { tone: 'amber', label: 'Note' } as const;

const chips: Record<ImportRow['outcome'], { readonly tone: Tone; readonly label: string }> = {
  created: note,
  warned: note,
  updated: { tone: 'blue', label: 'Update' },
  skipped: { tone: 'slate', label: 'Here' },
  refused: { tone: 'red', label: 'Error' },
  undone: note,
  kept: { tone: 'amber', label: 'Kept' },
};

const Remark = (props: { row: ImportRow }): JSX.Element => (
  <li class="flex items-baseline gap-3 border-b border-line py-1.5 text-row">
    <span class="tabular w-16 flex-none text-faint">Row {props.row.row}</span>
    <span class="w-16 flex-none">
      <Chip tone={chips[props.row.outcome].tone}>{chips[props.row.outcome].label}</Chip>
    </span>
    <span class="min-w-0 flex-1">{props.row.message}</span>
  </li>
);
