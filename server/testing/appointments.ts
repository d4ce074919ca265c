import { everything } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { follow, transaction } from '#shared/command.ts';
import { dateTime } from '#shared/fields/date.ts';
import { link } from '#shared/fields/link.ts';
import { text } from '#shared/fields/text.ts';
import { inMyClinics } from '#shared/modules/access.ts';
import { clinics } from '#shared/modules/clinics.ts';
import { leads } from '#shared/modules/leads.ts';
import { ref } from '#shared/record-ref.ts';

/** A module that the product does not have: what its commands and constraints do is tried with it. */
export const appointments = collection({
  name: 'appointments',
  label: { one: 'Appointment', many: 'Appointments' },
  suites: ['dental'],
  icon: 'calendar',
  fields: {
    leadId: link({ label: 'Lead', required: true, to: () => leads, onDelete: 'cascade' }),
    clinicId: link({ label: 'Clinic', required: true, to: () => clinics }),
    startsAt: dateTime({ label: 'Starts', required: true }),
    /** Stored, for the exclusion needs it: half an hour later. */
    endsAt: dateTime({ label: 'Ends', readOnly: true }),
    chair: text({ label: 'Chair', required: true, max: 40 }),
  },
  title: ['chair'],
  scopes: [{ name: 'clinic', by: { field: 'clinicId', memberOf: 'clinics' } }],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    clinic_staff: { view: inMyClinics, create: inMyClinics, update: inMyClinics, delete: inMyClinics },
  },
  constraints: [
    {
      name: 'appointments_chair_is_free',
      code: 'TAKEN',
      field: 'startsAt',
      message: 'This chair is taken at that time. Choose another time or chair.',
    },
  ],
  sorts: [{ label: 'Starts', by: ['startsAt'] }],
  filters: ['clinicId', 'leadId'],
  list: ['startsAt', 'chair', 'leadId', 'clinicId'],
  form: [{ title: 'Appointment', fields: ['leadId', 'clinicId', 'startsAt', 'chair'] }],
  derive: ({ startsAt }) => ({
    endsAt: startsAt ? new Date(Date.parse(startsAt) + 30 * 60_000).toISOString() : null,
  }),
});

export const appointmentsTable = [
  'create extension if not exists btree_gist',
  `create table appointments (id uuid primary key, version int not null, created_at timestamptz(3) not null,
    created_by uuid, updated_at timestamptz(3) not null, updated_by uuid, deleted_at timestamptz(3),
    lead_id uuid not null, clinic_id uuid not null, starts_at timestamptz(3) not null, ends_at timestamptz(3),
    chair text not null, custom jsonb not null default '{}', search_text text not null default '',
    field_versions jsonb not null default '{}')`,
  `alter table appointments add constraint appointments_chair_is_free
    exclude using gist (clinic_id with =, chair with =, tstzrange(starts_at, ends_at) with &&) where (deleted_at is null)`,
];

/** Books a lead in: the appointment, and where the lead stands, also for people who may not change that otherwise. */
export const bookAppointment = transaction({
  name: 'appointments.book',
  on: appointments,
  action: 'create',
  describe: 'Book an appointment for a lead.',
  input: {
    forLead: link({ label: 'Lead', required: true, to: () => leads }),
    startsAt: dateTime({ label: 'Starts', required: true }),
    chair: text({ label: 'Chair', required: true, max: 40 }),
  },
  reads: ({ forLead }) => [ref(leads, forLead)],
  follows: [follow(leads, 'status')],
  run: (tx, { forLead, startsAt, chair }) => {
    const { clinicId } = tx.get(leads, forLead);
    tx.create(appointments, { leadId: forLead, startsAt, chair, ...(clinicId === null ? {} : { clinicId }) });
    tx.update(leads, forLead, { status: 'appointment_booked' });
  },
});
