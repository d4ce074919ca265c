import ArrowRight from 'lucide-solid/icons/arrow-right';
import { Show, createMemo, type JSX } from 'solid-js';
import { formatPhone } from '#shared/fields/phone.ts';
import { timeZone } from '#client/lib/clock.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { Button } from '#client/components/button.tsx';
import { exactMoment } from '#client/lib/format.ts';
import { Tries, WaitingBadge } from '#client/modules/leads/badges.tsx';
import { ContactLink } from '#client/modules/leads/contact-links.tsx';
import { choiceLabel } from '#client/modules/leads/choices.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import type { RowProps } from '#client/records/list/list-item.tsx';
import { RowName } from '#client/records/list/row-name.tsx';
import { PickButton } from '#client/records/picker/pick-button.tsx';
import { suggestClinic } from './suggest-clinic.ts';

/** A lead that waits: since when, where from, and the clinic that its ad names, one click away. */
export const QueueRow = (props: RowProps<Lead>): JSX.Element => {
  const desk = useDesk();
  const stop = (): number => (props.current ? 0 : -1);
  const suggestion = createMemo(() => suggestClinic(props.record, desk.openClinics()));
  const suggested = createMemo(() => desk.openClinics().find((clinic) => clinic.id === suggestion()?.clinicId));
  const origin = (): string =>
    [
      choiceLabel(desk.definition, 'treatmentInterest', props.record.treatmentInterest),
      choiceLabel(desk.definition, 'source', props.record.source),
    ]
      .filter(Boolean)
      .join(' · ');
  const ad = (): string => [props.record.campaignName, props.record.adSetName].filter(Boolean).join(' › ');
  return (
    <div class="queue-line">
      <span class="queue-age" data-tip={`Came in ${exactMoment(props.record.createdAt, timeZone())}`}>
        <WaitingBadge since={props.record.createdAt} />
      </span>
      <span class="queue-who">
        <span class="flex min-w-0 items-center gap-1.5">
          <RowName id={props.record.id} name={props.record.name} current={props.current} />
          <Tries tries={props.record.tries} />
        </span>
        <span class="tabular block truncate text-small text-muted">{formatPhone(props.record.phone)}</span>
      </span>
      <span class="queue-origin text-small">
        <span class="block truncate text-muted">{origin()}</span>
        <span class="block truncate text-faint">{ad() || props.record.nextAction}</span>
      </span>
      <span class="queue-do">
        <Show
          when={props.record.clinicId === null}
          fallback={
            <span class="text-small text-muted">
              Now with {desk.formatContext().clinicName(props.record.clinicId ?? '') ?? 'a clinic'}
            </span>
          }
        >
          <ContactLink
            lead={props.record}
            channel="call"
            keys="C"
            tabindex={stop()}
            class="button button-quiet button-small button-square"
          />
          <Show when={suggested()}>
            {(clinic) => (
              <Button
                small
                tabindex={stop()}
                tip={`${suggestion()?.because}. (A, then Enter)`}
                onClick={() => desk.actions.assign(props.record, clinic().id)}
              >
                <ArrowRight size={14} class="flex-none text-accent" />
                {clinic().name}
              </Button>
            )}
          </Show>
          <PickButton
            field="clinicId"
            id={props.record.id}
            label={`Assign ${props.record.name} to a clinic`}
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
