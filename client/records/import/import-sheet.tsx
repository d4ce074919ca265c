import { Match, Show, Switch, createEffect, createMemo, createSignal, on, onCleanup, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { Sheet } from '#client/components/dialog.tsx';
import { download, formatCsv, parseCsv, textOf } from '#client/lib/csv.ts';
import { count } from '#client/lib/format.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { ImportColumns } from './import-columns.tsx';
import { ImportDrop } from './import-drop.tsx';
import { createImportJob } from './import-job.ts';
import { guessMapping, missingIn, sentHeader } from './import-mapping.ts';
import { ImportReport } from './import-report.tsx';

type ImportSheetProps = { definition: Collection; open: boolean; onClose: () => void };

type Loaded = { readonly name: string; readonly rows: readonly (readonly string[])[] };

/** A spreadsheet's way in: choose it, see what its columns mean and what would come of its rows, then let it run. */
export const ImportSheet = (props: ImportSheetProps): JSX.Element => {
  const workspace = useWorkspace();
  const [file, setFile] = createSignal<Loaded>();
  const [problem, setProblem] = createSignal<string>();
  const [mapping, setMapping] = createSignal<readonly (string | null)[]>([]);
  const [running, setRunning] = createSignal(false);
  const check = createImportJob(workspace.tenant, () => props.definition);
  const job = createImportJob(workspace.tenant, () => props.definition);

  const many = (): string => props.definition.label.many.toLowerCase();
  const header = createMemo(() => file()?.rows[0] ?? []);
  const missing = createMemo(() => missingIn(mapping(), props.definition));
  const csv = (): string => formatCsv([sentHeader(header(), mapping()), ...(file()?.rows.slice(1) ?? [])]);
  const ready = createMemo(() => {
    const state = check.state();
    return state ? state.created + state.warned : 0;
  });

  const load = async (chosen: File): Promise<void> => {
    setProblem(undefined);
    if (chosen.size > 20 * 1024 * 1024) {
      setProblem('This file is larger than 20 MB. Split it and import the parts one after the other.');
      return;
    }
    const { rows } = parseCsv(await textOf(chosen));
    if (rows.length < 2 || (rows[0]?.length ?? 0) < 1 || rows[0]?.every((cell) => cell === '')) {
      setProblem(
        'There is no table in this file: the first row names the columns, a row for each record follows. Save it as CSV from your spreadsheet.',
      );
      return;
    }
    setMapping(guessMapping(rows[0] ?? [], props.definition));
    setFile({ name: chosen.name, rows });
  };
  // The server looks at every row before anything is written; again whenever a column means something else.
  createEffect(
    on([file, mapping], () => {
      check.reset();
      if (!file() || missing().length > 0) return;
      // Several columns are often set one after the other.
      const timer = setTimeout(() => check.start(csv(), true), 300);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  const startOver = (): void => {
    setFile(undefined);
    setRunning(false);
    setProblem(undefined);
    check.reset();
    job.reset();
  };
  const run = (): void => {
    setRunning(true);
    job.start(csv(), false);
  };
  const broken = (): void => {
    const rows = file()?.rows ?? [];
    const refused = (job.state()?.remarks ?? []).filter((row) => row.outcome === 'refused');
    const lines = refused.map(({ row, message }) => [...(rows[row - 1] ?? []), message ?? '']);
    download(`${props.definition.name}-to-correct.csv`, formatCsv([[...header(), 'Problem'], ...lines]));
  };
  const close = (): void => {
    props.onClose();
    if (!job.going()) startOver();
  };

  return (
    <Sheet
      open={props.open}
      onClose={close}
      stubborn={file() !== undefined}
      wide
      title={`Import ${many()}`}
      description={file()?.name ?? 'From a CSV file, as every spreadsheet saves it'}
      footer={
        <Show when={file()}>
          <Switch>
            <Match when={!running()}>
              <Button onClick={startOver}>Another file</Button>
              <Button variant="primary" disabled={ready() === 0 || check.going()} onClick={run}>
                {ready() > 0 && !check.going()
                  ? `Import ${count(ready(), props.definition.label.one.toLowerCase(), many())}`
                  : 'Import'}
              </Button>
            </Match>
            <Match when={job.going()}>
              <Button variant="danger" busy={job.state()?.state === 'stopping'} onClick={() => job.stop()}>
                Stop
              </Button>
              <Button onClick={() => props.onClose()}>Go on in the background</Button>
            </Match>
            <Match when={running()}>
              <Show when={(job.state()?.refused ?? 0) > 0}>
                <Button onClick={broken}>Download the refused rows</Button>
              </Show>
              <Button variant="primary" onClick={close}>
                Done
              </Button>
            </Match>
          </Switch>
        </Show>
      }
    >
      <Switch
        fallback={
          <ImportDrop definition={props.definition} problem={problem()} onFile={(chosen) => void load(chosen)} />
        }
      >
        <Match when={file() && running()}>
          <ImportReport job={job} total={(file()?.rows.length ?? 1) - 1} />
        </Match>
        <Match when={file()}>
          {(loaded) => (
            <div class="flex flex-col gap-5">
              <ImportColumns
                definition={props.definition}
                rows={loaded().rows}
                mapping={mapping()}
                missing={missing()}
                onMapping={setMapping}
              />
              <Show when={missing().length === 0}>
                <ImportReport job={check} total={loaded().rows.length - 1} />
              </Show>
            </div>
          )}
        </Match>
      </Switch>
    </Sheet>
  );
};
