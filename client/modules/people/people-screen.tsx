import { Show, Suspense, createSignal, type JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { users } from '#shared/modules/users.ts';
import { lateDialog } from '#client/components/late-dialog.tsx';
import { lateScreen } from '#client/components/late-screen.tsx';
import { useLive } from '#client/live/live-context.tsx';
import type { ScreenSlots } from '#client/records/records-screen.tsx';
import type { ScreenProps } from '#client/records/screen.ts';
import { InvitationHead } from './invitation-actions.tsx';
import { PersonActions } from './person-actions.tsx';
import { usePersonForm } from './person-form.tsx';
import { PersonHead } from './person-head.tsx';
import { PersonRights } from './person-rights.tsx';
import { RolesLegend } from './roles-legend.tsx';

// Late, as for the derived screens: shared at once, it would be loaded with the desk.
const RecordsScreen = lateScreen(async () => (await import('#client/records/records-screen.tsx')).RecordsScreen);
const RecordForm = lateDialog(async () => (await import('#client/records/form/record-form.tsx')).RecordForm);
const InviteDialog = lateDialog(async () => (await import('./invite-dialog.tsx')).InviteDialog);

const Head = (props: { record: AnyRecord }): JSX.Element => (
  <>
    <InvitationHead record={props.record} />
    <PersonHead record={props.record} />
  </>
);

/** The people of a workspace, what each may do, and what each role means. They are invited, rather than entered. */
export const PeopleScreen = (props: ScreenProps): JSX.Element => {
  const live = useLive();
  const form = usePersonForm();
  const [inviting, setInviting] = createSignal(false);
  const [editing, setEditing] = createSignal<string | null>(null);
  const edited = () => {
    const id = editing();
    return id === null ? null : live.record(users, id);
  };
  const slots: ScreenSlots = {
    form,
    add: { label: 'Invite people', open: () => setInviting(true) },
    actions: (row) => <PersonActions {...row} onEdit={() => setEditing(row.record.id)} />,
    pane: { head: Head, after: PersonRights },
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
  return (
    <>
      <RecordsScreen definition={users} id={props.id} slots={slots} />
      <InviteDialog open={inviting()} onClose={() => setInviting(false)} />
    </>
  );
};
