import Ellipsis from 'lucide-solid/icons/ellipsis';
import Link2 from 'lucide-solid/icons/link-2';
import Trash from 'lucide-solid/icons/trash';
import { createMemo, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { Menu, type MenuItem } from '#client/components/menu.tsx';
import { toast } from '#client/components/toasts.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';

export const LeadMenu = (props: { lead: Lead }): JSX.Element => {
  const desk = useDesk();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.origin + location.pathname);
      toast('The lead’s address is in your clipboard.');
    } catch (error) {
      console.info('The clipboard is not open to this page.', error);
      toast('This browser does not let the page copy. The address is in its address bar.', { tone: 'amber' });
    }
  };
  const remove = (): void => {
    const { lead } = props;
    desk.open(null, { gone: true });
    void desk.actions.remove(lead);
  };
  const items = createMemo((): MenuItem[] => [
    { label: 'Copy the address', icon: Link2, run: () => void copy() },
    ...(desk.live.can('delete', leads, props.lead)
      ? (['line', { label: 'Delete this lead', icon: Trash, danger: true, run: remove }] as const)
      : []),
  ]);
  return (
    <Menu label="More" items={items()}>
      <Ellipsis size={16} />
    </Menu>
  );
};
