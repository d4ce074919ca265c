import Inbox from 'lucide-solid/icons/inbox';
import { createMemo, lazy, type Component } from 'solid-js';
import type { Filter } from '#shared/filter.ts';
import { leads } from '#shared/modules/leads.ts';
import { iconOf } from '#client/components/collection-icon.ts';
import type { Screen, ScreenProps } from '#client/screen.ts';

// Only until both files of the lead desk are there: then plain imports.
const desk = import.meta.glob<Record<string, Component<ScreenProps>>>('./lead-desk/*.tsx');
const deskScreen = (file: string, name: string): Component<ScreenProps> =>
  lazy(async () => {
    const load = desk[`./lead-desk/${file}.tsx`];
    const found = load && (await load())[name];
    return { default: found ?? (() => null) };
  });

const waiting: Filter = {
  all: [
    { field: 'clinicId', op: 'empty' },
    { field: 'status', op: 'notIn', value: ['dnc', 'dnr'] },
  ],
};

/** The screens that are written by hand, each for a collection that then has no derived one. */
export const ownScreens: readonly (Screen & { readonly collection: string })[] = [
  {
    collection: leads.name,
    place: 'leads',
    label: 'Leads',
    icon: iconOf(leads),
    byClinic: true,
    component: deskScreen('lead-desk', 'LeadDesk'),
    may: (live) => live.can('view', leads),
  },
  {
    collection: leads.name,
    place: 'tbd',
    label: 'TBD queue',
    icon: Inbox,
    component: deskScreen('tbd-queue', 'TbdQueue'),
    may: (live) => live.can('assign', leads),
    badge: (live) => {
      const facets = live.facets(() =>
        live.can('assign', leads) ? { collection: leads, filter: waiting, by: ['clinicId'] } : null,
      );
      return createMemo(() => facets.rows()?.reduce((sum, row) => sum + Number(row.at(-1)), 0) ?? null);
    },
  },
];
