import ArrowRight from 'lucide-solid/icons/arrow-right';
import { Show, createMemo, type JSX } from 'solid-js';
import { formatPhone } from '#shared/fields/phone.ts';
import { leads } from '#shared/modules/leads.ts';
import { timeZone } from '#client/lib/clock.ts';
import { Avatars } from '#client/components/avatar.tsx';
import { Button } from '#client/components/button.tsx';
import { exactMoment } from '#client/lib/format.ts';
import { WaitingBadge } from '#client/modules/leads/badges.tsx';
import { choiceLabel } from '#client/modules/leads/choices.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import type { RowProps } from '#client/modules/leads/list/lead-item.tsx';
import { PickButton } from '#client/modules/leads/pickers/pick-button.tsx';
import { suggestClinic } from './suggest-clinic.ts';

/** A lead that waits: since when, where from, and the clinic that its ad names, one click away. */
export const QueueRow = (props: RowProps): JSX.Element => {
  const desk = useDesk();
  const { live } = desk;
  const stop = (): number => (props.current ? 0 : -1);
  const suggestion = createMemo(() => suggestClinic(props.lead, desk.openClinics()));
  const suggested = createMemo(() => desk.openClinics().find((clinic) => clinic.id === suggestion()?.clinicId));
  const others = createMemo(() => live.presence(leads, props.lead.id).filter((person) => person.id !== live.me()?.id));
  const origin = (): string =>
    [
      choiceLabel(desk.definition(), 'treatmentInterest', props.lead.treatmentInterest),
      choiceLabel(desk.definition(), 'source', props.lead.source),
    ]
      .filter(Boolean)
      .join(' · ');
  const ad = (): string => [props.lead.campaignName, props.lead.adSetName].filter(Boolean).join(' › ');
  return (
    <div class="queue-line">
      <span class="queue-age" data-tip={`Came in ${exactMoment(props.lead.createdAt, timeZone())}`}>
        <WaitingBadge since={props.lead.createdAt} />
      </span>
      <span class="queue-who">
        <span class="flex min-w-0 items-center gap-1.5">
          <a
            href={desk.hrefOf(props.lead.id)}
            class="lead-name min-w-0 truncate font-medium text-ink no-underline"
            data-row-focus
            aria-current={desk.openId() === props.lead.id ? 'true' : undefined}
            tabindex={stop()}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
              event.preventDefault();
              desk.open(props.lead.id, { byKeyboard: event.detail === 0 });
            }}
          >
            {props.lead.name}
          </a>
          <Show when={others().length > 0}>
            <Avatars people={others()} small doing="has this open" />
          </Show>
        </span>
        <span class="tabular block truncate text-small text-muted">{formatPhone(props.lead.phone)}</span>
      </span>
      <span class="queue-origin text-small">
        <span class="block truncate text-muted">{origin()}</span>
        <span class="block truncate text-faint">{ad() || props.lead.nextAction}</span>
      </span>
      <span class="queue-do">
        <Show
          when={props.lead.clinicId === null}
          fallback={
            <span class="text-small text-muted">
              Now with {desk.formatContext().clinicName(props.lead.clinicId ?? '') ?? 'a clinic'}
            </span>
          }
        >
          <Show when={suggested()}>
            {(clinic) => (
              <Button
                small
                tabindex={stop()}
                tip={`${suggestion()?.because}. (A, then Enter)`}
                onClick={() => desk.actions.assign(props.lead, clinic().id)}
              >
                <ArrowRight size={14} class="flex-none text-accent" />
                {clinic().name}
              </Button>
            )}
          </Show>
          <PickButton
            kind="clinic"
            id={props.lead.id}
            label={`Assign ${props.lead.name} to a clinic`}
            tabindex={stop()}
            class="button button-secondary button-small"
            tip="Assign (A)"
          >
            Assign…
          </PickButton>
        </Show>
      </span>
    </div>
  );
};
