import { everything, inScope, mine, type Grants } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { choice } from '#shared/fields/choice.ts';
import { dateTime } from '#shared/fields/date.ts';
import type { Choice } from '#shared/fields/field.ts';
import { id } from '#shared/fields/id.ts';
import { longText, text } from '#shared/fields/text.ts';
import type { Filter } from '#shared/filter.ts';
import { Refusal } from '#shared/refusal.ts';
import { companies } from './companies.ts';
import { contacts } from './contacts.ts';
import { deals } from './deals.ts';
import { leads } from './leads.ts';
import { tasks } from './tasks.ts';

/** What a note is about; a tenant is told of those that it has. */
const subjectTypes = [
  { value: 'leads', label: 'Lead' },
  { value: 'contacts', label: 'Contact' },
  { value: 'companies', label: 'Company' },
  { value: 'deals', label: 'Deal' },
  { value: 'tasks', label: 'Task' },
] as const satisfies readonly Choice[];

export const noteTypes = [
  { value: 'general', label: 'General', tone: 'slate' },
  { value: 'call_note', label: 'Call', tone: 'blue' },
  { value: 'whatsapp_note', label: 'WhatsApp', tone: 'green' },
  { value: 'visit_note', label: 'Visit', tone: 'violet' },
  { value: 'follow_up', label: 'Follow-up', tone: 'amber' },
  { value: 'internal', label: 'Internal', tone: 'orange' },
] as const satisfies readonly Choice[];

export type NoteType = (typeof noteTypes)[number]['value'];

export const noteVisibilities = [
  { value: 'shared', label: 'Shared' },
  { value: 'admin_only', label: 'Admins only', tone: 'amber' },
] as const satisfies readonly Choice[];

export type NoteVisibility = (typeof noteVisibilities)[number]['value'];

/** What an admin is offered first for a type: what is internal is for admins, unless they choose otherwise. */
export const proposedVisibility = (type: NoteType): NoteVisibility => (type === 'internal' ? 'admin_only' : 'shared');

const shared: Filter = { field: 'visibility', op: 'eq', value: 'shared' };

/** They read what is shared on a record that they see, and change what they wrote themselves. */
const ofSeenRecords: Grants = { view: inScope('shared'), create: mine, update: mine, delete: mine };

/**
 * What someone wrote down about a record. It goes where its record goes; what is for admins only shares nothing with
 * anyone else. `content` is plain text: what lists, searches, REST and exports read.
 */
export const notes = collection({
  name: 'notes',
  label: { one: 'Note', many: 'Notes' },
  suites: ['dental', 'general'],
  icon: 'sticky-note',
  fields: {
    subjectType: choice({
      label: 'Kind of record',
      required: true,
      choices: subjectTypes,
      choicesOf: (own) => subjectTypes.filter(({ value }) => own.some(({ name }) => name === value)),
    }),
    subjectId: id({ label: 'Record', required: true }),
    content: longText({ label: 'Text', required: true, max: 10_000, search: true }),
    type: choice({ label: 'Type', required: true, default: 'general', choices: noteTypes }),
    visibility: choice({
      label: 'Visible to',
      required: true,
      default: 'shared',
      requires: 'restrict',
      choices: noteVisibilities,
    }),
    pinned: boolean({ label: 'Pinned', required: true, default: false }),
    authorId: id({ label: 'Author', readOnly: true }),
    authorName: text({ label: 'Author (name)', readOnly: true, max: 120 }),
    editedAt: dateTime({ label: 'Text changed', readOnly: true }),
  },
  title: ['content'],
  parent: {
    field: 'subjectId',
    kind: 'subjectType',
    of: () => [leads, contacts, companies, deals, tasks],
    tells: 'wrote a note',
  },
  scopes: [
    { name: 'shared', when: shared },
    // What an admin made admins-only is out of its author's sight, too.
    { name: 'authored', when: shared, by: { field: 'authorId', is: 'self' } },
  ],
  // Restrict: keep a note among the admins.
  actions: ['restrict'],
  actionLabels: { restrict: 'Write for admins alone' },
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: { ...ofSeenRecords, export: inScope('shared') },
    user: ofSeenRecords,
    clinic_staff: ofSeenRecords,
    viewer: { view: inScope('shared') },
  },
  sorts: [
    { label: 'Pinned first', by: ['pinned', 'createdAt'], descending: true },
    { label: 'Newest', by: ['createdAt'], descending: true },
  ],
  filters: ['subjectId'],
  list: ['type', 'content', 'authorName', 'visibility', 'pinned'],
  form: [{ title: 'Note', fields: ['subjectType', 'subjectId', 'content', 'type', 'visibility', 'pinned'] }],
  derive: (next, previous, { actor, now }) => {
    if (previous === null) return { authorId: actor.id, authorName: actor.name };
    return previous.content === next.content ? {} : { editedAt: now };
  },
  check: (next, previous, { may }) => {
    if (next.visibility === (previous?.visibility ?? 'shared') || may('restrict')) return;
    throw new Refusal('FORBIDDEN', 'Only an admin can say who sees a note. Yours are seen by everyone who sees this.', {
      field: 'visibility',
    });
  },
});
