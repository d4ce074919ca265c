import { Show, createMemo, type JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import type { Difference } from '#shared/fields/differences.ts';
import { RightsPreview } from './rights-preview.tsx';

/** All that someone may do now: by their role, by a role of the tenant's own, and by what differs for them alone. */
export const PersonRights = (props: { record: AnyRecord }): JSX.Element => {
  const differences = createMemo(() => (props.record['differences'] ?? []) as readonly Difference[]);
  return (
    // Colleagues see a name, and nothing of what decides.
    <Show when={typeof props.record['role'] === 'string'}>
      <details class="border-b border-line px-3 py-3 sm:px-5">
        <summary class="min-h-6 cursor-pointer text-small font-semibold text-faint touch:min-h-11">
          Everything that they may do
        </summary>
        <div class="pt-2">
          <RightsPreview
            role={String(props.record['role'])}
            customRole={props.record['customRoleId'] as string | null}
            differences={differences()}
          />
        </div>
      </details>
    </Show>
  );
};
