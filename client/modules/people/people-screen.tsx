import { Show, Suspense, createSignal, type JSX } from 'solid-js';
import { users } from '#shared/modules/users.ts';
import { lateDialog } from '#client/components/late-dialog.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { RecordsScreen, type ScreenSlots } from '#client/records/records-screen.tsx';
import type { ScreenProps } from '#client/records/screen.ts';
import { PersonActions } from './person-actions.tsx';
import { usePersonForm } from './person-form.tsx';
import { PersonHead } from './person-head.tsx';
import { RolesLegend } from './roles-legend.tsx';

const RecordForm = lateDialog(async () => (await import('#client/records/form/record-form.tsx')).RecordForm);

/** The people of a workspace, what each may do, and what each role means. */
export const PeopleScreen = (props: ScreenProps): JSX.Element => {
  const live = useLive();
  const form = usePersonForm();
  const [editing, setEditing] = createSignal<string | null>(null);
  const edited = () => {
    const id = editing();
    return id === null ? null : live.record(users, id);
  };
  // How someone is added (an invitation) is the slot `add`.
  const slots: ScreenSlots = {
    form,
    actions: (row) => <PersonActions {...row} onEdit={() => setEditing(row.record.id)} />,
    pane: { head: PersonHead },
    below: RolesLegend,
    floating: () => (
      <Show when={edited()}>
        {(person) => (
          <Suspense>
            <RecordForm open record={person()} slots={form} onClose={() => setEditing(null)} />
          </Suspense>
        )}
      </Show>
    ),
  };
  return <RecordsScreen definition={users} id={props.id} slots={slots} />;
};
