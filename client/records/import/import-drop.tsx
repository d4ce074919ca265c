import Upload from 'lucide-solid/icons/upload';
import { Show, createSignal, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { cls } from '#client/components/class.ts';
import { download, formatCsv } from '#client/lib/csv.ts';
import { templateTitles } from './import-mapping.ts';

type ImportDropProps = {
  definition: Collection;
  busy: boolean;
  problem: string | undefined;
  onFile: (file: File) => void;
};

/** Where the file comes in: dropped, or chosen. */
export const ImportDrop = (props: ImportDropProps): JSX.Element => {
  const [over, setOver] = createSignal(false);
  let input!: HTMLInputElement;
  const choose = (files: FileList | null | undefined): void => {
    const [first] = files ?? [];
    if (first) props.onFile(first);
  };
  return (
    <div class="flex flex-col gap-4">
      <div
        class={cls(
          'flex flex-col items-center gap-2 rounded-float border border-dashed px-6 py-12 text-center',
          over() ? 'border-accent bg-accent-soft' : 'border-outline',
        )}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          choose(event.dataTransfer?.files);
        }}
      >
        <Upload size={28} strokeWidth={1.5} class="text-faint" />
        <p class="text-row text-muted">Drop a CSV file or an Excel workbook here, or</p>
        <input
          ref={(element) => (input = element)}
          type="file"
          accept=".csv,.tsv,.txt,.xlsx,.xlsm,text/csv"
          class="sr-only"
          tabindex={-1}
          aria-label="File to import"
          onChange={(event) => {
            choose(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        <Button variant="primary" busy={props.busy} onClick={() => input.click()}>
          Choose a file
        </Button>
        <Show when={props.problem}>
          {(problem) => (
            <p role="alert" class="max-w-sm text-row text-danger">
              {problem()}
            </p>
          )}
        </Show>
      </div>
      <p class="text-row text-muted">
        One row names the columns. You see a preview before anything is written.{' '}
        <button
          type="button"
          class="link-text"
          onClick={() =>
            download(`${props.definition.name}-template.csv`, formatCsv([templateTitles(props.definition)]))
          }
        >
          Download an empty file with all columns
        </button>
      </p>
    </div>
  );
};
