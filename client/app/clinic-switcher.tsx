import { useLocation, useNavigate } from '@solidjs/router';
import ChevronsUpDown from 'lucide-solid/icons/chevrons-up-down';
import MapPin from 'lucide-solid/icons/map-pin';
import { Show, type JSX } from 'solid-js';
import type { Profile } from '#shared/protocol.ts';
import { groupsIn } from './describe-access.ts';
import { Menu } from '#client/components/menu.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';

/** Which clinic's leads are shown. A person of one clinic only sees its name. */
export const ClinicSwitcher = (props: { me: Profile }): JSX.Element => {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const location = useLocation();
  const everything = (): string => (groupsIn(props.me, 'clinics').length > 0 ? 'All my clinics' : 'All clinics');
  const shown = (): string =>
    workspace.clinic()?.name ??
    (workspace.clinics().length === 1 ? (workspace.clinics()[0]?.name ?? '') : everything());
  // The other filters of the list stay as they are.
  const go = (path: string): void => navigate(workspace.href(path) + location.search);
  return (
    <Show when={workspace.clinics().length > 0}>
      <Show
        when={workspace.clinics().length > 1}
        fallback={
          <span class="flex min-w-0 items-center gap-1.5 px-1 text-row text-muted">
            <MapPin size={16} class="flex-none" />
            <span class="truncate">{shown()}</span>
          </span>
        }
      >
        <Menu
          label={`Clinic: ${shown()}. Change`}
          tip={false}
          class="button button-secondary button-small min-w-0"
          items={[
            { label: everything(), run: () => go(''), checked: workspace.clinic() === null },
            'line',
            ...workspace.clinics().map((clinic) => ({
              label: clinic.name,
              run: () => go(clinic.slug),
              checked: workspace.clinic()?.id === clinic.id,
            })),
          ]}
        >
          <MapPin size={16} class="flex-none text-faint" />
          <span class="truncate">{shown()}</span>
          <ChevronsUpDown size={14} class="flex-none text-faint" />
        </Menu>
      </Show>
    </Show>
  );
};
