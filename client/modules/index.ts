import Inbox from 'lucide-solid/icons/inbox';
import Mail from 'lucide-solid/icons/mail';
import { createMemo, type Component } from 'solid-js';
import type { Filter } from '#shared/filter.ts';
import { leads } from '#shared/modules/leads.ts';
import { notes } from '#shared/modules/notes.ts';
import { settings } from '#shared/modules/settings.ts';
import { users } from '#shared/modules/users.ts';
import { iconOf } from '#client/components/collection-icon.ts';
import { late } from '#client/components/late.tsx';
import { lateScreen } from '#client/components/late-screen.tsx';
import type { ScreenSlots } from '#client/records/records-screen.tsx';
import type { Screen } from '#client/records/screen.ts';
import type { ChildViews } from '#client/records/child-views.tsx';
import { noteThread } from './notes/late-thread.tsx';
import { NotificationBell } from './notifications/bell.tsx';

/** What modules put into the top bar, from the left. */
export const topBarItems: readonly Component[] = [NotificationBell];

/** What modules show in the place of a record's list of children. */
export const childViews: ChildViews = { [notes.name]: noteThread };

const waiting: Filter = {
  all: [
    { field: 'clinicId', op: 'empty' },
    { field: 'status', op: 'notIn', value: ['dnc', 'dnr'] },
  ],
};

/** What modules put into derived screens, by the collection. */
export const screenSlots: { readonly [collection: string]: ScreenSlots } = {
  customFields: {
    pane: { sections: late(async () => (await import('./settings/form-preview.tsx')).FormPreview) },
  },
};

/** The address of the settings, which others are reached from. */
export const settingsSegment = settings.name;

/** What is set up beside the settings' own record is shown beside its sections. */
export const SettingsFrame = lateScreen(async () => (await import('./settings/settings-screen.tsx')).SettingsFrame);

/** The screens that are written by hand, each for a collection that then has no derived one. */
export const ownScreens: readonly (Screen & { readonly collection: string })[] = [
  {
    collection: leads.name,
    segment: 'leads',
    label: (live) => live.catalog().of(leads).label.many,
    icon: iconOf(leads),
    byLocation: true,
    component: lateScreen(async () => (await import('./leads/lead-desk.tsx')).LeadDesk),
    may: (live) => live.can('view', leads),
  },
  {
    collection: leads.name,
    segment: 'tbd',
    label: () => 'Unassigned',
    icon: Inbox,
    component: lateScreen(async () => (await import('./leads/queue/tbd-queue.tsx')).TbdQueue),
    may: (live) => live.can('assign', leads),
    badge: (live) => {
      const facets = live.facets(() =>
        live.can('assign', leads) ? { collection: leads, filter: waiting, by: ['clinicId'] } : null,
      );
      return createMemo(() => facets.rows()?.reduce((sum, row) => sum + Number(row.at(-1)), 0) ?? null);
    },
  },
  {
    collection: users.name,
    segment: users.name,
    label: (live) => live.catalog().of(users).label.many,
    icon: iconOf(users),
    component: lateScreen(async () => (await import('./people/people-screen.tsx')).PeopleScreen),
    may: (live) => live.can('update', users),
  },
  {
    collection: settings.name,
    segment: settingsSegment,
    label: (live) => live.catalog().of(settings).label.many,
    icon: iconOf(settings),
    component: lateScreen(async () => (await import('./settings/settings-screen.tsx')).SettingsScreen),
    may: (live) => live.can('update', settings),
  },
];

/** The screens of what is no record, beside the settings. */
export const furtherScreens: readonly Screen[] = [
  {
    segment: 'mail',
    label: () => 'Mail',
    icon: Mail,
    component: lateScreen(async () => (await import('./mail/mail-screen.tsx')).MailScreen),
    may: (live) => live.can('update', users),
  },
];
