import { everything, everywhere } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { id } from '#shared/fields/id.ts';
import { text } from '#shared/fields/text.ts';
import { clinics } from '#shared/modules/clinics.ts';
import { leads } from '#shared/modules/leads.ts';

/** A child that the product does not have: a remark on a lead or on a clinic. */
export const remarks = collection({
  name: 'remarks',
  label: { one: 'Remark', many: 'Remarks' },
  suites: ['dental'],
  icon: 'message-square',
  fields: {
    subjectType: text({ label: 'Collection of its subject', required: true, max: 40 }),
    subjectId: id({ label: 'Subject', required: true }),
    body: text({ label: 'Remark', required: true, max: 200 }),
  },
  title: ['body'],
  parent: { field: 'subjectId', kind: 'subjectType', of: () => [leads, clinics] },
  scopes: [],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    clinic_staff: { view: everywhere, create: everywhere, update: everywhere, delete: everywhere },
  },
  sorts: [{ label: 'Oldest', by: ['createdAt'] }],
  filters: ['subjectId'],
  list: ['body'],
  form: [{ title: 'Remark', fields: ['subjectType', 'subjectId', 'body'] }],
});

export const remarksTable = [
  `create table remarks (id uuid primary key, version int not null, created_at timestamptz(3) not null,
    created_by uuid, updated_at timestamptz(3) not null, updated_by uuid, deleted_at timestamptz(3),
    subject_type text not null, subject_id uuid not null, body text not null, custom jsonb not null default '{}',
    search_text text not null default '', field_versions jsonb not null default '{}')`,
];
