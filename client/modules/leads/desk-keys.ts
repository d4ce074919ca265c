import { leads } from '#shared/modules/leads.ts';
import type { ContactChannel } from '#shared/modules/contact-attempts.ts';
import { toast } from '#client/components/toasts.ts';
import { whenThere } from '#client/lib/when-there.ts';
import { useShortcuts } from '#client/lib/shortcuts.ts';
import type { Lead } from './actions.ts';
import { mayNotContact } from './contact.ts';
import type { Desk } from './desk.tsx';

const isShown = (element: HTMLElement): boolean => element.offsetParent !== null;

/** Where a lead's control is now: in the open lead, which the eyes are on, else in its row. */
const find = (id: string, selector: string): HTMLElement | undefined =>
  ['data-pane', 'data-id']
    .flatMap((name) => [...document.querySelectorAll<HTMLElement>(`[${name}="${id}"] ${selector}`)])
    .find(isShown);

/** The desk's own keys. They mean the open lead, or else the one that the keyboard is at. */
export const useDeskKeys = (desk: Desk): void => {
  const targetId = (): string | null => desk.openId() ?? desk.currentId();
  const target = (): Lead | null => {
    const id = targetId();
    return (id === null ? null : desk.live.record(leads, id)) ?? null;
  };
  const hasTarget = (): boolean => target() !== null;
  const mayUpdate = (): boolean => desk.live.can('update', leads, target());

  const isSeveral = (): boolean => desk.selection.count() > 0 && desk.live.can('update', leads);

  const pick = (field: string): void => {
    // With several leads selected a key means all of them: the choice in the bar, which may still be on its way.
    if (isSeveral() && field !== 'priority') {
      whenThere(`[data-bulk="${field}"]`, isSeveral, (button) => button.click());
      return;
    }
    const id = targetId();
    const anchor = id === null ? undefined : (find(id, `[data-pick="${field}"]`) ?? find(id, '[data-row-focus]'));
    if (id !== null && anchor) desk.pick({ field, id, anchor });
  };
  const contact = (channel: ContactChannel): void => {
    const lead = target();
    if (!lead) return;
    const why = mayNotContact(lead);
    if (why) toast(`${why}.`, { tone: 'amber' });
    else
      document
        .querySelector<HTMLElement>(
          `[data-pane="${lead.id}"] [data-channel="${channel}"], [data-id="${lead.id}"] [data-channel="${channel}"]`,
        )
        ?.click();
  };
  useShortcuts([
    {
      keys: 's',
      label: 'Change the status',
      group: 'Lead',
      run: () => pick('status'),
      when: () => isSeveral() || (hasTarget() && mayUpdate()),
    },
    {
      keys: 'f',
      label: 'Set the follow-up',
      group: 'Lead',
      run: () => pick('followUpDate'),
      when: () => isSeveral() || (hasTarget() && mayUpdate()),
    },
    {
      keys: 'p',
      label: 'Set the priority',
      group: 'Lead',
      run: () => pick('priority'),
      when: () => hasTarget() && mayUpdate(),
    },
    {
      keys: 'a',
      label: 'Assign to a clinic',
      group: 'Lead',
      run: () => pick('clinicId'),
      when: () =>
        (isSeveral() && desk.live.can('assign', leads)) || (hasTarget() && desk.live.can('assign', leads, target())),
    },
    {
      keys: 'e|F2',
      label: 'Edit the next action',
      group: 'Lead',
      run: () => {
        const id = targetId();
        if (id === null) return;
        desk.edit({ id, field: 'nextAction' });
        desk.open(id, { byKeyboard: true });
      },
      when: () => hasTarget() && mayUpdate(),
    },
    { keys: 'c', label: 'Call', group: 'Lead', run: () => contact('call'), when: hasTarget },
    { keys: 'w', label: 'WhatsApp', group: 'Lead', run: () => contact('whatsapp'), when: hasTarget },
    {
      keys: 'o',
      label: 'Say how a call went',
      group: 'Lead',
      run: () => {
        const lead = target();
        const why = lead && mayNotContact(lead);
        if (why) toast(`${why}.`, { tone: 'amber' });
        else if (lead) desk.askOutcome(lead.id, 'call');
      },
      when: () => hasTarget() && desk.live.can('contact', leads, target()),
    },
  ]);
};
