import MapPin from 'lucide-solid/icons/map-pin';
import Inbox from 'lucide-solid/icons/inbox';
import { createMemo, type JSX } from 'solid-js';
import type { Lead } from '#client/modules/leads/actions.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { PickList, type PickOption } from '#client/components/pick-list.tsx';
import { suggestClinic } from '#client/modules/leads/queue/suggest-clinic.ts';

const queue = 'queue';

type PickClinicProps = {
  record: Lead;
  onDone: () => void;
  /** In the place of only assigning it. */
  onAssign?: (lead: Lead, clinicId: string | null) => void;
};

/** The suggested clinic first, so that Enter chooses it. */
export const PickClinic = (props: PickClinicProps): JSX.Element => {
  const desk = useDesk();
  const options = createMemo((): PickOption[] => {
    const suggestion = props.record.clinicId === null ? suggestClinic(props.record, desk.openClinics()) : null;
    const all = desk.openClinics().map((clinic): PickOption => ({
      value: clinic.id,
      label: clinic.name,
      icon: MapPin,
      checked: clinic.id === props.record.clinicId,
      ...(clinic.id === suggestion?.clinicId ? { note: suggestion.because } : {}),
    }));
    const first = all.filter((option) => option.note);
    return [
      ...first,
      ...all.filter((option) => !option.note),
      ...(props.record.clinicId === null
        ? []
        : [{ value: queue, label: 'Back to unassigned (TBD)', icon: Inbox, tone: 'amber' as const }]),
    ];
  });
  return (
    <div class="w-64">
      <PickList
        label="Assign to a clinic"
        search="Clinic, or its number"
        options={options()}
        onPick={(value) => {
          const { record, onAssign = desk.actions.assign } = props;
          props.onDone();
          onAssign(record, value === queue ? null : value);
        }}
      />
    </div>
  );
};
