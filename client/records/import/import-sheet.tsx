import { Match, Show, Switch, createEffect, createMemo, createSignal, on, onCleanup, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { DayOrder } from '#shared/written/day.ts';
import { Button } from '#client/components/button.tsx';
import { Sheet } from '#client/components/dialog.tsx';
import { download, formatCsv } from '#client/lib/csv.ts';
import { count } from '#client/lib/format.ts';
import { useLive } from '#client/live/live-context.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { ImportColumns } from './import-columns.tsx';
import { ImportDrop } from './import-drop.tsx';
import { createImportFile } from './import-file.ts';
import { createImportJob } from './import-job.ts';
import { missingIn } from './import-mapping.ts';
import { ImportHistory } from './import-history.tsx';
import { ImportExisting, type Policy } from './import-existing.tsx';
import { ImportQuestions } from './import-questions.tsx';
import { ImportReport } from './import-report.tsx';
import { ImportWhere } from './import-where.tsx';

const undoneInSheet = 'An import is undone where it was made: open the import again, and look under “Last imports”.';

type ImportSheetProps = { definition: Collection; open: boolean; onClose: () => void };

/** A spreadsheet's way in: choose it, see what its columns mean and a preview of its rows, then let it run. */
export const ImportSheet = (props: ImportSheetProps): JSX.Element => {
  const workspace = useWorkspace();
  const live = useLive();
  const file = createImportFile(workspace.tenant, () => props.definition);
  const [mapping, setMapping] = createSignal<readonly (string | null)[]>([]);
  const [dayOrder, setDayOrder] = createSignal<DayOrder | null>(null);
  const [policy, setPolicy] = createSignal<Policy>({ existing: 'add', match: null });
  // What is known of words in files is not of this file: another look is asked for.
  const [wordsKnown, setWordsKnown] = createSignal(0);
  const [running, setRunning] = createSignal(false);
  // An import of before that is being undone, by its file's name.
  const [undoing, setUndoing] = createSignal<string | null>(null);
  const check = createImportJob(workspace.tenant, () => props.definition);
  const job = createImportJob(workspace.tenant, () => props.definition);

  const many = (): string => props.definition.label.many.toLowerCase();
  const { contents } = file;
  const missing = createMemo(() => missingIn(mapping(), props.definition));
  const query = (): string => {
    const { id = '', sheet = 1, headerRow = 1 } = contents() ?? {};
    const columns = mapping().map((target) => target ?? '');
    const order = dayOrder();
    return new URLSearchParams({
      file: id,
      sheet: String(sheet),
      headerRow: String(headerRow),
      columns: columns.join(','),
      ...(order ? { dayOrder: order } : {}),
      existing: policy().existing,
      ...(policy().match ? { match: policy().match ?? '' } : {}),
    }).toString();
  };
  const ready = createMemo(() => {
    const state = check.state();
    return state ? state.created + state.warned + state.updated : 0;
  });
  createEffect(on(contents, (found) => setMapping(found?.columns ?? [])));
  // The server looks at every row before anything is written; again whenever a column means something else.
  createEffect(
    on([contents, mapping, dayOrder, policy, wordsKnown], () => {
      check.reset();
      if (!contents() || missing().length > 0) return;
      // Several columns are often set one after the other.
      const timer = setTimeout(() => check.start(query(), true), 300);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  const startOver = (): void => {
    file.reset();
    setDayOrder(null);
    setPolicy({ existing: 'add', match: null });
    setRunning(false);
    setUndoing(null);
    check.reset();
    job.reset();
  };
  // What the server did not even begin was no act.
  let unblock = (): void => undefined;
  const hold = (act: Parameters<typeof live.undo.block>[0]): void => {
    unblock = live.undo.block(act);
  };
  createEffect(on(job.error, (error) => error && job.state() === null && unblock()));
  const run = (): void => {
    setRunning(true);
    hold({ label: `import of ${file.name() ?? many()}`, id: null, why: undoneInSheet });
    job.start(query(), false);
  };
  const undo = (id: string, name: string): void => {
    hold({ label: `undoing of the import of ${name}`, id: null, why: 'Import the file again.' });
    job.undo(id);
  };
  const undoPast = ({ id, name }: { readonly id: string; readonly name: string }): void => {
    setUndoing(name);
    setRunning(true);
    undo(id, name);
  };
  const downloadRefused = (): void => {
    const refused = (job.state()?.remarks ?? []).filter((row) => row.outcome === 'refused');
    const lines = refused.map(({ cells, message }) => [...(cells ?? []), message ?? '']);
    download(
      `${props.definition.name}-to-correct.csv`,
      formatCsv([[...(contents()?.header ?? []), 'Problem'], ...lines]),
    );
  };
  const canUndo = (): boolean => {
    const state = job.state();
    return state !== null && state.undoes === null && state.created + state.warned + state.updated > 0;
  };
  const close = (): void => {
    props.onClose();
    if (!job.going()) startOver();
  };

  return (
    <Sheet
      open={props.open}
      onClose={close}
      stubborn={contents() !== null || running()}
      wide
      title={`Import ${many()}`}
      description={undoing() ?? file.name() ?? 'From a CSV file or an Excel workbook'}
      footer={
        <Show when={contents() || running()}>
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
              <Button onClick={() => props.onClose()}>Continue in the background</Button>
            </Match>
            <Match when={running()}>
              <Show when={(job.state()?.refused ?? 0) > 0}>
                <Button onClick={downloadRefused}>Download the rows with errors</Button>
              </Show>
              <Show when={canUndo()}>
                <Button onClick={() => undo(job.state()?.id ?? '', file.name() ?? many())}>Undo import</Button>
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
          <div class="flex flex-col gap-5">
            <ImportDrop
              definition={props.definition}
              busy={file.busy()}
              problem={file.error()?.message}
              onFile={(chosen) => file.send(chosen)}
            />
            <ImportHistory tenant={workspace.tenant} definition={props.definition} onUndo={undoPast} />
          </div>
        }
      >
        <Match when={running()}>
          <ImportReport job={job} />
        </Match>
        <Match when={contents()}>
          {(found) => (
            <div class="flex flex-col gap-5">
              <ImportWhere
                contents={found()}
                problem={file.error()?.message}
                onChoose={(where) => file.choose(where)}
              />
              <ImportColumns
                definition={props.definition}
                header={found().header}
                sample={found().sample}
                mapping={mapping()}
                missing={missing()}
                onMapping={setMapping}
              />
              <Show when={missing().length === 0}>
                <ImportQuestions
                  definition={props.definition}
                  questions={check.state()?.questions ?? []}
                  dayOrder={dayOrder()}
                  onDayOrder={setDayOrder}
                  onWord={() => setWordsKnown((times) => times + 1)}
                />
                <ImportExisting definition={props.definition} policy={policy()} onPolicy={setPolicy} />
                <ImportReport job={check} />
              </Show>
            </div>
          )}
        </Match>
      </Switch>
    </Sheet>
  );
};
