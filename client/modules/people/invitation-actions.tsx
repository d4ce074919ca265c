import Send from 'lucide-solid/icons/send';
import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { uninvite } from '#shared/modules/invitations.ts';
import { users } from '#shared/modules/users.ts';
import { Button } from '#client/components/button.tsx';
import { toast } from '#client/components/toasts.ts';
import { describeMoment } from '#client/lib/format.ts';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { copyLink, PassOn } from './pass-on.tsx';

type Sent = { readonly link: string; readonly mailed: boolean };

/** Invites someone again; null where that was refused, which is said. */
const useInviteAgain = (): {
  readonly busy: () => boolean;
  readonly send: (person: AnyRecord) => Promise<Sent | null>;
} => {
  const workspace = useWorkspace();
  const [busy, setBusy] = createSignal(false);
  const send = async (person: AnyRecord): Promise<Sent | null> => {
    if (busy()) return null;
    setBusy(true);
    const name = String(person['name']);
    try {
      const sent = await ask<Sent>(`${tenantApi(workspace.tenant)}/users/${person.id}/invitation`, { method: 'POST' });
      toast(sent.mailed ? `${name} has a new invitation by mail.` : `${name} has a new invitation. Pass its link on.`, {
        tone: 'green',
        about: person.id,
        action: { label: 'Copy the link', run: () => void copyLink(sent.link) },
      });
      return sent;
    } catch (thrown) {
      toast(`${name} was not invited again: ${refusalOf(thrown).message}`, { failure: true, about: person.id });
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { busy, send };
};

/** Whether someone is invited and has not come, and this person may invite them again. */
const useIsInvited = (person: () => AnyRecord): (() => boolean) => {
  const { live } = useRecordScreen();
  return createMemo(() => person()['status'] === 'invited' && live.can('update', users, person()));
};

/** Under the name of someone who is invited: how their invitation stands, and what can be done about it. */
export const InvitationHead = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const again = useInviteAgain();
  const isInvited = useIsInvited(() => props.record);
  const [sent, setSent] = createSignal<{ readonly id: string; readonly link: string } | null>(null);
  const until = (): string | null => (props.record['inviteExpiresAt'] as string | null) ?? null;
  const standing = (): string => {
    const at = until();
    if (at === null) return 'No invitation is open: it was withdrawn, or never sent.';
    const { now, today, timeZone } = live.moment();
    const when = describeMoment(at, today, timeZone);
    return at > now ? `Invited. The link is good until ${when}.` : `The invitation expired ${when}.`;
  };
  const link = (): string | null => {
    const known = sent();
    return known?.id === props.record.id && until() !== null ? known.link : null;
  };
  const send = async (): Promise<void> => {
    const { id } = props.record;
    const made = await again.send(props.record);
    if (made) setSent({ id, link: made.link });
  };
  const name = (): string => String(props.record['name']);
  return (
    <Show when={isInvited()}>
      <div class="tone-amber flex flex-col gap-2 border-b border-line bg-tone-soft px-3 py-2.5 sm:px-5">
        <p class="text-row text-tone-ink">{standing()}</p>
        <div class="flex flex-wrap gap-2">
          <Button small class="touch:min-h-11" icon={Send} busy={again.busy()} onClick={() => void send()}>
            {until() === null ? 'Invite' : 'Invite again'}
          </Button>
          <Show when={until() !== null}>
            <Button
              small
              variant="quiet"
              class="touch:min-h-11"
              onClick={() =>
                void screen.send(uninvite, props.record.id, {}, { describe: `Withdrew the invitation of ${name()}` })
              }
            >
              Withdraw
            </Button>
          </Show>
        </div>
        <Show when={link()}>
          {(known) => <PassOn name={name()} workspace={live.me()?.tenant.name ?? ''} link={known()} />}
        </Show>
      </div>
    </Show>
  );
};
