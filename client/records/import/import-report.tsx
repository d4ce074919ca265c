import { For, Match, Show, Switch, createMemo, createSignal, type JSX } from 'solid-js';
import type { Tone } from '#shared/fields/field.ts';
import { Button } from '#client/components/button.tsx';
import { Chip } from '#client/components/chip.tsx';
import { formatNumber } from '#client/lib/format.ts';
import type { ImportJob, ImportRow, ImportState } from './import-job.ts';

type ImportReportProps = {
  job: ImportJob;
  /** How many rows the file has. */
  total: number;
};

const titles: Record<ImportState['state'], (dry: boolean) => string> = {
  running: (dry) => (dry ? 'Looking at every row…' : 'Importing…'),
  stopping: () => 'Stopping…',
  finished: (dry) => (dry ? 'What would come of it' : 'Imported'),
  stopped: () => 'Stopped. What was created stays.',
  interrupted: () => 'It was interrupted. Import the same file again: what is there already is recognised.',
};

const shownAtFirst = 30;

/** How an import stands, as it goes: how many rows went well, and, row by row, what was the matter with the others. */
export const ImportReport = (props: ImportReportProps): JSX.Element => {
  const [all, setAll] = createSignal(false);
  const state = (): ImportState | null => props.job.state();
  const dry = (): boolean => state()?.dryRun ?? true;
  const remarks = createMemo(() => state()?.remarks ?? []);
  const share = createMemo(() => {
    const now = state();
    if (!now) return 0;
    return now.state === 'finished' ? 1 : Math.min(1, now.rows / Math.max(1, props.total));
  });
  return (
    <section aria-label="Result" class="flex flex-col gap-3">
      <Show when={props.job.error()}>
        {(error) => (
          <p role="alert" class="tone-red rounded-control bg-tone-soft px-3 py-2 text-row text-tone-ink">
            {error().message} Nothing more was written.
          </p>
        )}
      </Show>
      <Show when={!props.job.error()}>
        <div role="status" class="flex items-baseline justify-between gap-3">
          <h3 class="text-subheading">{state() ? titles[state()?.state ?? 'running'](dry()) : 'Sending the file…'}</h3>
          <span class="tabular text-row text-muted">
            {formatNumber(state()?.rows ?? 0)} of {formatNumber(props.total)} rows
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
              <Tally tone="green" label={dry() ? 'ready' : 'created'} value={now().created} />
              <Tally
                tone="amber"
                label={dry() ? 'ready, with a remark' : 'created, with a remark'}
                value={now().warned}
              />
              <Tally tone="red" label={dry() ? 'cannot be imported' : 'refused'} value={now().refused} />
            </dl>
          )}
        </Show>
        <Show when={state()?.message}>{(message) => <p class="text-row text-muted">{message()}</p>}</Show>
      </Show>
      <Switch>
        <Match when={remarks().length > 0}>
          <ol class="flex flex-col border-t border-line">
            <For each={all() ? remarks() : remarks().slice(0, shownAtFirst)}>{(row) => <Remark row={row} />}</For>
          </ol>
          <Show when={!all() && remarks().length > shownAtFirst}>
            <Button small class="self-start" onClick={() => setAll(true)}>
              Show all {formatNumber(remarks().length)}
            </Button>
          </Show>
        </Match>
        <Match when={state()?.state === 'finished' && state()?.rows === state()?.created && !state()?.message}>
          <p class="text-row text-muted">Every row is as it should be.</p>
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

const Remark = (props: { row: ImportRow }): JSX.Element => (
  <li class="flex items-baseline gap-3 border-b border-line py-1.5 text-row">
    <span class="tabular w-16 flex-none text-faint">Row {props.row.row}</span>
    <span class="w-16 flex-none">
      <Chip tone={props.row.outcome === 'refused' ? 'red' : 'amber'}>
        {props.row.outcome === 'refused' ? 'Refused' : 'Remark'}
      </Chip>
    </span>
    <span class="min-w-0 flex-1">{props.row.message}</span>
  </li>
);
