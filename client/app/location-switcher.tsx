import { useLocation, useNavigate } from '@solidjs/router';
import ChevronsUpDown from 'lucide-solid/icons/chevrons-up-down';
import MapPin from 'lucide-solid/icons/map-pin';
import { Show, type JSX } from 'solid-js';
import { people } from '#shared/modules/index.ts';
import type { Profile } from '#shared/protocol.ts';
import { Menu } from '#client/components/menu.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { groupsIn } from './describe-access.ts';
import { locationCollection } from './locations.ts';

const { one, many } = locationCollection?.label ?? { one: '', many: '' };

/** Which location's records are shown. A person of one only sees its name. */
export const LocationSwitcher = (props: { me: Profile }): JSX.Element => {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const address = useLocation();
  const isMember = (): boolean => groupsIn(props.me, people.people.locations?.memberOf ?? '').length > 0;
  const everything = (): string => `All ${isMember() ? 'my ' : ''}${many.toLowerCase()}`;
  const shown = (): string =>
    workspace.location()?.name ??
    (workspace.locations().length === 1 ? (workspace.locations()[0]?.name ?? '') : everything());
  // The other filters of the list stay as they are.
  const go = (path: string): void => navigate(workspace.href(path) + address.search);
  return (
    <Show when={workspace.locations().length > 0}>
      <Show
        when={workspace.locations().length > 1}
        fallback={
          <span class="flex min-w-0 items-center gap-1.5 px-1 text-row text-muted">
            <MapPin size={16} class="flex-none" />
            <span class="truncate">{shown()}</span>
          </span>
        }
      >
        <Menu
          label={`${one}: ${shown()}. Change`}
          tip={false}
          class="button button-secondary button-small min-w-0"
          items={[
            { label: everything(), run: () => go(''), checked: workspace.location() === null },
            'line',
            ...workspace.locations().map((location) => ({
              label: location.name,
              run: () => go(location.slug),
              checked: workspace.location()?.id === location.id,
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
