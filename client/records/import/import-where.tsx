import { Show, type JSX } from 'solid-js';
import { Select, type SelectOption } from '#client/components/select.tsx';
import type { Inspected } from '#shared/csv/imports.ts';

type ImportWhereProps = {
  contents: Inspected;
  problem: string | undefined;
  onChoose: (where: { readonly sheet: number; readonly headerRow?: number }) => void;
};

/** Where in the file the table is: on which sheet, and below which row. Found already; chosen where it was not. */
export const ImportWhere = (props: ImportWhereProps): JSX.Element => {
  const sheets = (): SelectOption[] =>
    props.contents.sheets.map((name, at) => ({ value: String(at + 1), label: name }));
  const rows = (): SelectOption[] =>
    props.contents.above.map(({ row, cells }) => ({
      value: String(row),
      label: `Row ${row}: ${cells.filter(Boolean).join(', ').slice(0, 60)}`,
    }));
  return (
    <div class="flex flex-wrap items-center gap-x-5 gap-y-2 text-row">
      <Show when={sheets().length > 1}>
        <span class="flex items-center gap-2">
          <span class="text-muted">Sheet</span>
          <Select
            small
            label="Sheet"
            options={sheets()}
            value={String(props.contents.sheet)}
            onChange={(sheet) => props.onChoose({ sheet: Number(sheet ?? 1) })}
          />
        </span>
      </Show>
      <span class="flex min-w-0 items-center gap-2">
        <span class="flex-none text-muted">Columns are named in</span>
        <Select
          small
          label="Row that names the columns"
          options={rows()}
          value={String(props.contents.headerRow)}
          onChange={(row) => props.onChoose({ sheet: props.contents.sheet, headerRow: Number(row ?? 1) })}
        />
      </span>
      <Show when={props.problem}>
        {(problem) => (
          <p role="alert" class="w-full text-danger">
            {problem()}
          </p>
        )}
      </Show>
    </div>
  );
};
