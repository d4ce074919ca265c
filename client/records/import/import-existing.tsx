import { Show, type JSX } from 'solid-js';
import type { ExistingPolicy } from '#shared/csv/imports.ts';
import { fieldEntries, type Collection } from '#shared/collection.ts';
import { Select, type SelectOption } from '#client/components/select.tsx';

export type Policy = {
  readonly existing: ExistingPolicy;
  /** The one thing by which a record is here already; null for any of them. */
  readonly match: string | null;
};

type ImportExistingProps = { definition: Collection; policy: Policy; onPolicy: (policy: Policy) => void };

/** What becomes of rows whose records are here already. */
export const ImportExisting = (props: ImportExistingProps): JSX.Element => {
  const one = (): string => props.definition.label.one.toLowerCase();
  const policies = (): SelectOption[] => [
    { value: 'add', label: `Add another ${one()}` },
    { value: 'fill', label: 'Fill their empty fields' },
    { value: 'update', label: 'Update them with the file' },
    { value: 'skip', label: 'Skip their rows' },
  ];
  const fields = (): SelectOption[] => [
    ...fieldEntries(props.definition)
      .filter(([, field]) => field.kind.identifies && !field.readOnly)
      .map(([name, field]) => ({ value: name, label: field.label })),
    { value: 'id', label: 'ID' },
  ];
  return (
    <div class="flex flex-wrap items-center gap-x-5 gap-y-2 text-row">
      <span class="flex items-center gap-2">
        <span class="text-muted">Records that are here already</span>
        <Select
          small
          label="Records that are here already"
          options={policies()}
          value={props.policy.existing}
          onChange={(existing) => props.onPolicy({ ...props.policy, existing: (existing ?? 'add') as ExistingPolicy })}
        />
      </span>
      <Show when={props.policy.existing !== 'add'}>
        <span class="flex items-center gap-2">
          <span class="text-muted">found by</span>
          <Select
            small
            label="Found by"
            options={fields()}
            emptyLabel="Any of these"
            value={props.policy.match}
            onChange={(match) => props.onPolicy({ ...props.policy, match })}
          />
        </span>
      </Show>
    </div>
  );
};
